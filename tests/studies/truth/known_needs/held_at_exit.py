"""Memory held when the process leaves without a word."""

import os

NEED = 128 << 20
ENDS = "exit"


def run(number):
    held = b"x" * (NEED * number)
    os._exit(len(held) % 2)
