"""An `array`: the numbers themselves, four bytes each.

There are no objects behind it, so a million readings take four megabytes. An integer object is made whenever an item
is read, which makes reading slower and keeps nothing.
"""

from array import array


def run(count):
    readings = array("i", (index * 7919 % 10007 for index in range(count)))
    return [len(readings), sum(readings), sum(readings[::97])]
