"""Two list comprehensions, the second over the first.

The even squares are the same objects as in the first list, so the second costs pointers only. Nearly all of the
memory is the integers, which are not part of what `sys.getsizeof` says of a list.
"""


def run(count):
    squares = [number**2 for number in range(count)]
    evens = [square for square in squares if square % 2 == 0]
    return squares, evens
