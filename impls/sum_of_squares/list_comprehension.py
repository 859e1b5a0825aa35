"""Square brackets: make all squares, then add them.

The list is complete before the first addition. It holds a pointer of 8 bytes for each square and, behind each
pointer, an integer object of 28 to 32 bytes: the list's own size, which `sys.getsizeof` tells, is the smaller part.
"""


def run(count):
    return sum([number * number for number in range(count)])
