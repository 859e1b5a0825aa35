"""How well is memory measured whose need is known?

Each implementation needs a stated number of bytes beyond what is held when `run` begins, and gives back its argument.
Some end in ways that no answer survives; their rows fail, and their memory must be right all the same.

Constants of an implementation: `NEED` (bytes in `run`), `IMPORT_NEED` (bytes in the import, gone when it is over),
`ENDS` (the status of its row, if not ok), `TREE` (several processes), `BRIEF` (held for about 2 ms), `NATIVE` (not
seen by tracemalloc), `CHILDREN` (held by child processes), `BESIDE` (in no resident size: the kernel counts it where it
has a control group for us).
"""

SOURCE = "number"
SIZE = 1
BASELINE = "nothing"
STEPS = ()
HOSTILE = {}


def reference(number):
    return number
