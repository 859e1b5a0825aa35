"""Anonymous mapped memory, written page by page."""

import mmap

NEED = 256 << 20
NATIVE = True


def run(number):
    with mmap.mmap(-1, NEED, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as held:
        for start in range(0, NEED, mmap.PAGESIZE):
            held[start] = 1
    return number
