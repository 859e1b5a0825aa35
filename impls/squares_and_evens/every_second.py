"""A slice: every second square is even.

A square is even where its number is, so the even ones are every second item. A slice copies pointers, knows its size
beforehand, and looks at no number.
"""


def run(count):
    squares = [number * number for number in range(count)]
    return squares, squares[::2]
