# /// script
# requires-python = ">=3.12"
# ///
"""Readings from a generator, batched by `itertools.batched`.

What `islice_generator` writes by hand is in the library from Python 3.12 on. Its batches are tuples, made in C; as
lean, and one loop fewer to get wrong.
"""

from itertools import batched


def run(count):
    readings = (index * 7919 % 10007 for index in range(count))
    return [sum(batch) for batch in batched(readings, 1000)]
