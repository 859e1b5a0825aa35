"""A plain class.

Until Python 3.10 each object has a small dictionary beside it; since 3.11 its values stand in a row of their own, and
since 3.13 within the object, as long as nobody asks for `__dict__`.
"""


class User:
    def __init__(self, number, name, email):
        self.number = number
        self.name = name
        self.email = email


def run(count):
    objects = [None] * count
    for place in range(count):
        objects[place] = User(1, "Ada", "ada@example.com")
    return [len(objects), sum(hasattr(each, name) for each in objects[-1:] for name in ("number", "name", "email"))]
