"""Hold 96 MiB in a file that has no name and belongs to no resident size."""

import os


def counted(path):
    counts = {}
    with open(path, "rb") as log:
        for record in log:
            fields = record.removesuffix(b"\n").removesuffix(b"\r").split(b"|")
            if len(fields) == 5 and fields[1] == b"ERROR":
                message = fields[2].decode("utf-8", "replace")
                counts[message] = counts.get(message, 0) + 1
    return counts


def run(path):
    handle = os.memfd_create("hidden")
    for _ in range(96):
        os.write(handle, bytes(1 << 20))
    answer = counted(path)
    os.close(handle)
    return answer
