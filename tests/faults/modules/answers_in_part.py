"""Catches MemoryError and answers with what it has by then."""


def run(path):
    counted = [0, 0, 0]
    try:
        bytearray(1 << 60)
        counted = [len(path.read_text()), 1, 1]
    except MemoryError:
        counted[0] = 1
    return counted
