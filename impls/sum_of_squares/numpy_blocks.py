# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy==2.4.6"]
# ///
"""Blocks of machine integers, squared and added by numpy.

A block of 4,096 numbers takes 32 KiB and stays in the processor's cache; one array of all numbers would be as large
as the list's pointers, and slower to go through. Machine integers overflow silently, so each block's sum becomes a
Python integer.
"""

import numpy as np

BLOCK = 4096


def run(count):
    total = 0
    for start in range(0, count, BLOCK):
        numbers = np.arange(start, min(start + BLOCK, count), dtype=np.int64)
        total += int(numbers @ numbers)
    return total
