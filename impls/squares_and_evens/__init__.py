"""What are the squares of the first n numbers, and which of them are even?

The answer is two lists: all squares, and the even ones among them. It is the first example of many introductions to
`tracemalloc`. Since both lists are the answer, nobody can do without them: what can differ is how much is held on the
way, and whether an even square is stored once or twice.
"""

SOURCE = "number"
SIZE = 100_000
BASELINE = "list_comprehension"
STEPS = ()

HOSTILE = {
    "no number": 0,
    "one number": 1,
    "one odd number": 2,
    "as many odd as even": 1_000,
    "one even more than odd": 1_001,
}


def reference(source: int) -> tuple[list[int], list[int]]:
    """Make them one by one."""
    squares: list[int] = []
    evens: list[int] = []
    for number in range(source):
        squares.append(number * number)
        if number * number % 2 == 0:
            evens.append(number * number)
    return squares, evens
