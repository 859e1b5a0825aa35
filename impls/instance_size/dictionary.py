"""A dictionary with three keys.

Header, hash table and room for five entries, whether they are used or not.
"""


def run(count):
    objects = [None] * count
    for place in range(count):
        objects[place] = {"number": 1, "name": "Ada", "email": "ada@example.com"}
    return [len(objects), sum(len(each) for each in objects[-1:])]
