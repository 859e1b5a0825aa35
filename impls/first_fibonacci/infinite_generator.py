"""A generator that never ends, and `islice` to take what is wanted.

Two numbers are alive at a time. The sequence is written once, without a limit in it, and the reader decides
when to stop: by count here, by size or by condition elsewhere.
"""

from itertools import islice


def fibonacci():
    one, next_one = 0, 1
    while True:
        yield one
        one, next_one = next_one, one + next_one


def take(count, iterable):
    return islice(iterable, count)


def run(count):
    return sum(take(count, fibonacci()))
