"""One line for each container.

The list is a row of pointers to integers. The dictionary and the set are hash tables, kept sparse so that searching
stays quick, and grow by doubling, or by more; keys, values and members are objects of their own beside them.
"""


def run(count):
    numbers = list(range(count * 10))
    squares = {number: number**2 for number in range(count)}
    members = set(range(count * 5))
    return [len(numbers), len(squares), len(members), sum(squares.values())]
