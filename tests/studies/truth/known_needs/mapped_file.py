"""A file, mapped and read through.

Its pages are the page cache's, and the kernel would take them back; they are resident all the same, as file pages.
"""

import mmap
import tempfile

NEED = 128 << 20
NATIVE = True


def run(number):
    with tempfile.TemporaryFile() as file:
        file.truncate(NEED)
        with mmap.mmap(file.fileno(), NEED, prot=mmap.PROT_READ) as held:
            return number + sum(held[start] for start in range(0, NEED, mmap.PAGESIZE))
