"""A class with `__slots__`: three places for three attributes, and nothing else.

The object is its header and three pointers. What it gives up: a slotted object takes no attribute that the class does
not name, and has no `__dict__`; `user.age = 40` and `user.__dict__` both raise AttributeError. A subclass without
`__slots__` of its own brings the dictionary back.
"""


class User:
    __slots__ = ("email", "name", "number")

    def __init__(self, number, name, email):
        self.number = number
        self.name = name
        self.email = email


def run(count):
    users = [User(number, f"user {number}", f"user{number}@example.com") for number in range(count)]
    return [sum(user.number for user in users), sum(len(user.name) + len(user.email) for user in users)]
