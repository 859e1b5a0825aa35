"""Two list comprehensions that know nothing of each other.

Each even square is computed twice and stored as two objects: a third more memory and time for the same answer. Equal
is not identical, and only identical objects are free.
"""


def run(count):
    squares = [number**2 for number in range(count)]
    evens = [number**2 for number in range(count) if number % 2 == 0]
    return squares, evens
