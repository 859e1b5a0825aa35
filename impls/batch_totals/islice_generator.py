"""Readings from a generator, taken a batch at a time by `islice`.

Nothing but one batch of a thousand readings exists. `islice` takes from any iterator, so this is how to batch what
has no length: a file, a socket, a query. Its empty list says that the iterator has ended.
"""

from itertools import islice


def batches(iterable, size):
    iterator = iter(iterable)
    while batch := list(islice(iterator, size)):
        yield batch


def run(count):
    readings = (index * 7919 % 10007 for index in range(count))
    return [sum(batch) for batch in batches(readings, 1000)]
