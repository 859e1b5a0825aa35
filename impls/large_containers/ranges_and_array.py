"""Ranges where the content follows a rule, an `array` where it does not.

A range answers `len`, `in` and indexing for consecutive numbers from three numbers of its own. The squares lie in an
array at the position that was their key. Not every dictionary needs a hash table.
"""

from array import array


def run(count):
    numbers = range(count * 10)
    squares = array("Q", (number * number for number in range(count)))
    members = range(count * 5)
    return [len(numbers), len(squares), len(members), sum(squares)]
