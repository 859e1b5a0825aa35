"""One object, in every place of the list.

It shows what the list takes, so that the others can be told from it.
"""


class User:
    def __init__(self, number, name, email):
        self.number = number
        self.name = name
        self.email = email


def run(count):
    shared = User(1, "Ada", "ada@example.com")
    objects = [None] * count
    for place in range(count):
        objects[place] = shared
    return [len(objects), sum(hasattr(each, name) for each in objects[-1:] for name in ("number", "name", "email"))]
