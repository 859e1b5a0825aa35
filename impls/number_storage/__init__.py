"""Which container stores n readings with the least memory?

The readings are `index * 7919 % 10007` for the indexes below n. All of them are stored; then they are added up, and
every 97th is added up once more by position. The answer is the count and the two sums. A container of Python objects
holds pointers to them, a typed one holds the numbers themselves.
"""

SOURCE = "number"
SIZE = 200_000
BASELINE = "list_comprehension"
STEPS = ("list_comprehension", "tuple_of_numbers", "typed_array")

HOSTILE = {
    "no reading": 0,
    "one reading": 1,
    "the last before a second is picked": 97,
    "the second pick": 98,
    "all values that there are": 10_007,
    "the first value that repeats": 10_008,
}


def reference(source: int) -> list[int]:
    """Add them up without storing them."""
    total = picked = 0
    for index in range(source):
        reading = index * 7919 % 10007
        total += reading
        picked += reading if index % 97 == 0 else 0
    return [source, total, picked]
