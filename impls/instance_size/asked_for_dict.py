"""A plain class whose objects were asked for their `__dict__`.

What looks like a question is an order: since Python 3.11 the dictionary does not exist until somebody asks for it,
and then stays. Measuring an object by `sys.getsizeof(user.__dict__)` measures what the measuring made.
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
        objects[place].__dict__  # noqa: B018 - asking is the point
    return [len(objects), sum(len(each.__dict__) for each in objects[-1:])]
