"""All memory in one child."""

import os
import time

NEED = 256 << 20
CHILDREN = True
TREE = True


def run(number):
    child = os.fork()
    if not child:
        held = bytearray(NEED)
        held[::4096] = b"x" * (NEED // 4096)
        time.sleep(0.5)
        os._exit(0)
    os.waitpid(child, 0)
    return number
