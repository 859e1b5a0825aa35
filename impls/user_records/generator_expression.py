"""Do not keep them: each user is made, counted and forgotten.

The question needs every user once and no two at the same time. Then the best kind of object is the one that is gone:
before making objects small, ask whether they have to exist together.
"""


class User:
    def __init__(self, number, name, email):
        self.number = number
        self.name = name
        self.email = email


def run(count):
    users = (User(number, f"user {number}", f"user{number}@example.com") for number in range(count))
    numbers = characters = 0
    for user in users:
        numbers += user.number
        characters += len(user.name) + len(user.email)
    return [numbers, characters]
