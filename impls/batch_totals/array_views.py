"""Readings in an `array`, batches as views of it.

A reading fits two bytes where a list needs a pointer of eight and an object of 28. A slice of a memoryview copies
nothing: it is a window onto the array. Adding has to make an integer object of every item again, which costs some
time.
"""

from array import array


def run(count):
    readings = array("H", (index * 7919 % 10007 for index in range(count)))
    view = memoryview(readings)
    return [sum(view[start : start + 1000]) for start in range(0, count, 1000)]
