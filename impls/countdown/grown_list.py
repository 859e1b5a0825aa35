"""Write the whole countdown into a list.

The list can be walked twice, indexed and measured, and costs 36 bytes or more for each number to allow that. For one
walk it is memory for nothing.
"""


def run(start):
    numbers = []
    while start > 0:
        numbers.append(start)
        start -= 1
    return sum(numbers)
