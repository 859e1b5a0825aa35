# /// script
# requires-python = ">=3.10"
# dependencies = ["numpy>=2"]
# ///
"""An array of numpy, which asks the system for its memory itself but tells tracemalloc."""

import numpy as np

NEED = 256 << 20


def run(number):
    return int(np.ones(NEED // 8)[-1]) * number
