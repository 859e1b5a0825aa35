"""What do the numbers of a countdown add up to?

The countdown from n is n, n - 1, ... 1. It is the classical first iterator: a class with `__iter__` and `__next__`
that remembers where it is. An iterator can be walked once; a second walk finds it empty, which a list never
is.
"""

SOURCE = "number"
SIZE = 200_000
BASELINE = "grown_list"
STEPS = ("grown_list", "iterator_class", "generator_function")

HOSTILE = {
    "nothing to count": 0,
    "from one": 1,
    "from two": 2,
    "from ten": 10,
    "the largest number that Python keeps ready-made": 256,
    "the first that it does not": 257,
}


def reference(source: int) -> int:
    """Add them one by one."""
    total = 0
    while source > 0:
        total += source
        source -= 1
    return total
