"""A formula instead of a loop.

The sum of the squares below n is (n - 1) * n * (2n - 1) / 6, which takes the same time for any n. No way of looping
comes near a way of not looping: before lean code comes the question whether the work is needed.
"""


def run(count):
    return (count - 1) * count * (2 * count - 1) // 6
