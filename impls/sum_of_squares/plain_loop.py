"""A plain loop and a running total.

As lean as the generator expression, and without its switching back and forth; but each addition is now a step of
Python's own instead of one inside `sum`.
"""


def run(count):
    total = 0
    for number in range(count):
        total += number * number
    return total
