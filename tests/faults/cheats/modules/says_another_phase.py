"""Hold 200 MiB in a phase that it announces itself, where memory is measured."""

import os
import sys

from shared import counted, worker


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
