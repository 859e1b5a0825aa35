"""Hold 200 MiB in a phase that it announces itself, where memory is measured."""

import os
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


def worker():
    frame = sys._getframe(1)
    while frame:
        for value in list(frame.f_locals.values()):
            task = getattr(value, "task", value)
            if type(task).__name__ == "Task":
                return task
        frame = frame.f_back
    return None


def run(path):
    task = worker()
    if task is None or task.channel.job["instrument"] not in ("resident",):
        return counted(path)
    answer = counted(path)
    task.channel.enter("import")
    held = bytearray(200 << 20)
    for at in range(0, len(held), 4096):
        held[at] = 1
    del held
    task.channel.enter("run")
    return answer
