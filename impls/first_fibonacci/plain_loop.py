"""A loop with two variables.

As lean as the generator, and without its switching back and forth. What it lacks is the generator's separation: the
loop, the limit and what is done with each number stand in one place and can be used for nothing else.
"""


def run(count):
    total, one, next_one = 0, 0, 1
    for _ in range(count):
        total += one
        one, next_one = next_one, one + next_one
    return total
