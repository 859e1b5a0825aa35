# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy==2.4.6"]
# ///
"""Columns as numpy arrays, text in places of equal width.

Each name and each address lies in a fixed number of bytes, as many as the longest needs. There are no objects and no
ends to remember; what is shorter is filled up, so it suits text of like length. Making the text is a loop in C, on
which its time goes.
"""

import numpy as np


def run(count):
    numbers = np.arange(count)
    digits = numbers.astype(f"S{len(str(count))}")
    names = np.char.add(b"user ", digits)
    emails = np.char.add(np.char.add(b"user", digits), b"@example.com")
    characters = np.char.str_len(names).sum() + np.char.str_len(emails).sum()
    return [int(numbers.sum()), int(characters)]
