"""How much memory does one small object take?

A list of n places is filled with n objects of three attributes each. The three values are the same for all of them,
so that an object, its dictionary included, is all that each place adds; `shared_object` fills the list with a single
one and shows what the list itself takes. The answer is the number of objects, and of attributes found on the last.

`sys.getsizeof` is no measure for this: it leaves out the dictionary, and to ask an object of Python 3.11 or later for
its `__dict__` creates the dictionary that is then measured.
"""

SOURCE = "number"
SIZE = 100_000
BASELINE = "plain_class"
STEPS = ("plain_class", "slots_class")

HOSTILE = {
    "no object": 0,
    "one object": 1,
    "two objects": 2,
    "many": 3_000,
}


def reference(source: int) -> list[int]:
    """Say what there is to count."""
    return [source, 3 if source else 0]
