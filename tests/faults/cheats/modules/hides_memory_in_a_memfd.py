"""Hold 96 MiB in a file that has no name and belongs to no resident size."""

import os

from shared import counted


def run(path):
    handle = os.memfd_create("hidden")
    for _ in range(96):
        os.write(handle, bytes(1 << 20))
    answer = counted(path)
    os.close(handle)
    return answer
