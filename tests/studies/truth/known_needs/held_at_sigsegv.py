"""Memory held when the process reads address 0."""

import ctypes

NEED = 128 << 20
ENDS = "crash"


def run(number):
    held = b"x" * (NEED * number)
    ctypes.string_at(0)
    return len(held)
