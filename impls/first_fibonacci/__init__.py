"""What is the sum of the first n Fibonacci numbers?

They are 0, 1, 1, 2, 3, 5, ...: each is the sum of the two before it. The numbers grow without bound, so a list of
them grows faster than their count: the last of 20,000 takes 1.8 KiB. A generator that never ends is the natural way
to write the sequence down, for it leaves to the reader how many are taken.
"""

SOURCE = "number"
SIZE = 20_000
BASELINE = "grown_list"
STEPS = ("grown_list", "infinite_generator")

HOSTILE = {
    "no number": 0,
    "only the zero": 1,
    "zero and one": 2,
    "the first number that repeats": 3,
    "a sum of 63 bits": 91,
    "a sum of 64 bits": 92,
    "a sum of 65 bits": 93,
    "an odd count": 4_095,
    "an even count": 4_096,
}


def reference(source: int) -> int:
    """Add them as they are defined."""
    total, one, next_one = 0, 0, 1
    for _ in range(source):
        total += one
        one, next_one = next_one, one + next_one
    return total
