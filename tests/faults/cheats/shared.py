"""What several cheats have in common; it takes the place of their line `from shared import ...`."""

import sys


def counted(path):
    counts = {}
    with open(path, "rb") as log:
        for record in log:
            fields = record.removesuffix(b"\n").removesuffix(b"\r").split(b"|")
            if len(fields) == 5 and fields[1] == b"ERROR":
                message = fields[2].decode("utf-8", "replace")
                counts[message] = counts.get(message, 0) + 1
    return counts


def lines(content):
    counts = {}
    for record in content.split(b"\n"):
        fields = record.removesuffix(b"\r").split(b"|")
        if len(fields) == 5 and fields[1] == b"ERROR":
            message = fields[2].decode("utf-8", "replace")
            counts[message] = counts.get(message, 0) + 1
    return counts


def worker():
    frame = sys._getframe(1)
    while frame:
        for value in list(frame.f_locals.values()):
            task = getattr(value, "task", value)
            if type(task).__name__ == "Task":
                return task
        frame = frame.f_back
    return None
