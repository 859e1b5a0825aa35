"""A plain class: each object has a dictionary of its attributes.

The dictionaries of one class share their keys, and from Python 3.11 on an object keeps its values without a
dictionary until somebody asks for `__dict__`. So the price of a plain object depends on the version of Python, and
falls.
"""


class User:
    def __init__(self, number, name, email):
        self.number = number
        self.name = name
        self.email = email


def run(count):
    users = [User(number, f"user {number}", f"user{number}@example.com") for number in range(count)]
    return [sum(user.number for user in users), sum(len(user.name) + len(user.email) for user in users)]
