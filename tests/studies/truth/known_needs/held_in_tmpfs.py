"""A file in a file system that lies in memory, written to and never mapped: no resident size shows it."""

import tempfile

NEED = 128 << 20
BESIDE = True


def run(number):
    with tempfile.NamedTemporaryFile(dir="/dev/shm") as held:
        piece = bytes(1 << 20)
        for _ in range(NEED >> 20):
            held.write(piece)
        held.flush()
        return number + held.tell() - NEED
