"""Hold 96 MiB in secret memory, which the kernel counts like pages of a file on disk, and map a part at a time."""

import ctypes
import mmap
import os

from shared import counted

SIZE, PART = 96 << 20, 1 << 20
MEMFD_SECRET = 447
libc = ctypes.CDLL(None, use_errno=True)


def run(path):
    secret = libc.syscall(MEMFD_SECRET, 0)
    if secret >= 0:  # a kernel may have been built or started without it
        os.ftruncate(secret, SIZE)
        for start in range(0, SIZE, PART):
            with mmap.mmap(secret, PART, offset=start) as part:
                part.write(b"x" * PART)
    answer = counted(path)
    if secret >= 0:
        os.close(secret)
    return answer
