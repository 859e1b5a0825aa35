"""How much do a list, a dictionary and a set of numbers hold?

They are a list of the first 10n numbers, a dictionary from each of the first n to its square, and a set of the first
5n: three lines of code. The answer is how many items each holds, and the sum of the squares. What `sys.getsizeof`
says of a container is its own table; the integers in it are objects beside it, and of a list they are four fifths.
"""

SOURCE = "number"
SIZE = 100_000
BASELINE = "list_dict_set"
STEPS = ()

HOSTILE = {
    "empty containers": 0,
    "ten, one and five": 1,
    "small numbers, which Python keeps ready-made": 25,
    "a dictionary that has just grown": 10_923,
}


def reference(source: int) -> list[int]:
    """Add the squares, and multiply the rest."""
    return [source * 10, source, source * 5, sum(number * number for number in range(source))]
