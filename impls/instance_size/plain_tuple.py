"""A tuple of three.

Header, length and three pointers. It is put together from parts that vary, for a tuple of constants would be made
once, when the file is compiled, and cost nothing.
"""


def run(count):
    number = count + 1
    objects = [None] * count
    for place in range(count):
        objects[place] = (number, "Ada", "ada@example.com")
    return [len(objects), sum(len(each) for each in objects[-1:])]
