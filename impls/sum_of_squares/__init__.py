"""What is the sum of the squares of the first n numbers?

The numbers are 0, 1, ... n - 1, and the answer is one number. Nobody needs a square once it has been added, so
keeping them all costs a million numbers to get one. This is the smallest exercise in which a pair of
brackets decides how much memory a program needs.
"""

SOURCE = "number"
SIZE = 1_000_000
BASELINE = "list_comprehension"
STEPS = ("list_comprehension", "generator_expression")

HOSTILE = {
    "no number": 0,
    "one number, which is zero": 1,
    "two numbers": 2,
    "one less than a power of two": 65_535,
    "a power of two": 65_536,
    "one more than a power of two": 65_537,
    "a sum of more than 63 bits": 3_100_000,
}


def reference(source: int) -> int:
    """Add them one by one."""
    total = 0
    for number in range(source):
        total += number * number
    return total
