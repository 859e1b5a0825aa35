# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy==2.4.6"]
# ///
"""All readings in one numpy array, added between borders.

Making and adding the readings are loops in C over machine integers. Each intermediate result is an array of its own,
8 bytes for each reading: fast, and not lean.
"""

import numpy as np


def run(count):
    readings = np.arange(count, dtype=np.int64) * 7919 % 10007
    return np.add.reduceat(readings, np.arange(0, count, 1000)).tolist()
