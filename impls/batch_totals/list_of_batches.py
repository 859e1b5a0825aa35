"""All readings in a list, all batches in another.

Each batch is a slice and so a copy of a thousand pointers. While the list of batches exists there are two pointers to
every reading, and the readings themselves.
"""

SIZE = 1000


def run(count):
    readings = [index * 7919 % 10007 for index in range(count)]
    batches = [readings[start : start + SIZE] for start in range(0, len(readings), SIZE)]
    return [sum(batch) for batch in batches]
