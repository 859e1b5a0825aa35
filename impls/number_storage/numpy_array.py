# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy==2.4.6"]
# ///
"""A numpy array: the numbers themselves, and arithmetic on all of them at once.

It stores like `array`, and adds in C without making objects. On the way each step of the formula is an array of its
own, of 8 bytes for each item: the peak is made by the temporaries, not by what is stored.
"""

import numpy as np


def run(count):
    readings = (np.arange(count, dtype=np.int64) * 7919 % 10007).astype(np.int32)
    return [len(readings), int(readings.sum(dtype=np.int64)), int(readings[::97].sum(dtype=np.int64))]
