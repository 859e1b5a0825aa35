"""A class with `__slots__`.

Header and three pointers: 40 bytes, and 16 before them for the garbage collector. The same in every version of Python
that is measured here.
"""


class User:
    __slots__ = ("email", "name", "number")

    def __init__(self, number, name, email):
        self.number = number
        self.name = name
        self.email = email


def run(count):
    objects = [None] * count
    for place in range(count):
        objects[place] = User(1, "Ada", "ada@example.com")
    return [len(objects), sum(hasattr(each, name) for each in objects[-1:] for name in ("number", "name", "email"))]
