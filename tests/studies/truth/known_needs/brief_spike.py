"""32 MiB for about two milliseconds, and then nothing for a while."""

import mmap
import time

NEED = 32 << 20
NATIVE = True
BRIEF = True


def run(number):
    with mmap.mmap(-1, NEED, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE):
        pass
    time.sleep(0.2)
    return number
