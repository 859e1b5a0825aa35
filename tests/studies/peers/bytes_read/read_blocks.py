"""Read 64 KiB at a time into the same buffer, and look at nothing.

The buffer stays in the processor's cache; what is left is the kernel's copying.
"""


def run(path):
    size = 0
    buffer = memoryview(bytearray(1 << 16))
    with open(path, "rb", buffering=0) as log:
        while length := log.readinto(buffer):
            size += length
    return size
