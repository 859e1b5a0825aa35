"""A tuple: a row of pointers that cannot change.

A tuple has no spare room and one header less, which counts for millions of small ones and not for one large: the
integers behind the pointers weigh the same. While it is made from an iterator of unknown length, it grows by copying.
"""


def run(count):
    readings = tuple(index * 7919 % 10007 for index in range(count))
    return [len(readings), sum(readings), sum(readings[::97])]
