"""Four children with 64 MiB each, at the same time."""

import os
import time

NEED = 256 << 20
CHILDREN = True
TREE = True


def run(number):
    children = [os.fork() or hold(NEED // 4) for _ in range(4)]
    for child in children:
        os.waitpid(child, 0)
    return number


def hold(size):
    held = bytearray(size)
    held[::4096] = b"x" * (size // 4096)
    time.sleep(0.5)
    os._exit(0)
