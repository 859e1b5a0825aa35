"""A list: a growing row of pointers.

Eight bytes for each pointer and 28 for each integer object behind it. The list has up to an eighth of spare room at
its end, so that appending is cheap.
"""


def run(count):
    readings = [index * 7919 % 10007 for index in range(count)]
    return [len(readings), sum(readings), sum(readings[::97])]
