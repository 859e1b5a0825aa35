"""256 MiB that four forked children share with their parent.

Every process has them in its resident size, and they exist once.
"""

import os
import time

NEED = 256 << 20
TREE = True


def run(number):
    held = bytearray(NEED)
    held[::4096] = b"x" * (NEED // 4096)
    children = [os.fork() or wait() for _ in range(4)]
    for child in children:
        os.waitpid(child, 0)
    return number


def wait():
    time.sleep(0.5)
    os._exit(0)
