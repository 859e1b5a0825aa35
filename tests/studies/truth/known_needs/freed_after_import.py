"""256 MiB in the import, freed, and 64 in `run`."""

import mmap

IMPORT_NEED = 256 << 20
NEED = 64 << 20
NATIVE = True

with mmap.mmap(-1, IMPORT_NEED, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE):
    pass


def run(number):
    with mmap.mmap(-1, NEED, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE):
        pass
    return number
