"""Append each number to a list, then add them.

The list is also the memory of the sequence: the next number is the sum of its last two. Every number stays alive,
though only two are ever needed again.
"""


def run(count):
    numbers = [0, 1][:count]
    while len(numbers) < count:
        numbers.append(numbers[-1] + numbers[-2])
    return sum(numbers)
