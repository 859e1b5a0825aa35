"""`map` over a function that is written in C.

`map` is as lazy as a generator. With two ranges and `operator.mul` no instruction of Python's own runs per number; in
exchange, each number is made twice.
"""

from operator import mul


def run(count):
    return sum(map(mul, range(count), range(count)))
