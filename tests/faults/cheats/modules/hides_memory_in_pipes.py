"""Hold 12 MiB in pipes: a user may have 64, and a test beside this one has 48."""

import fcntl
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
    pipes = []
    for _ in range(12):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        fcntl.fcntl(writer, 1031, 1 << 20)  # F_SETPIPE_SZ
        os.write(writer, bytes(1 << 20))
        pipes.append((reader, writer))
    answer = counted(path)
    for each in pipes:
        os.close(each[0])
        os.close(each[1])
    return answer
