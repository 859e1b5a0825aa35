"""A file in memory that has no name, written to and never mapped: no resident size shows it."""

import os

NEED = 128 << 20
BESIDE = True


def run(number):
    held = os.memfd_create("held")
    piece = bytes(1 << 20)
    for _ in range(NEED >> 20):
        os.write(held, piece)
    size = os.fstat(held).st_size
    os.close(held)
    return number + size - NEED
