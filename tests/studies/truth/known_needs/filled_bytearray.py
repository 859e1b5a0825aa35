"""A bytearray, filled from Python.

Its memory is asked for in one piece, written in many.
"""

NEED = 128 << 20


def run(number):
    held = bytearray(NEED)
    for start in range(0, NEED, 4096):
        held[start] = 1
    return number
