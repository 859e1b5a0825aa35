"""Keep the answer from one call to the next of the same process."""

from shared import counted

known = {}


def run(path):
    if path not in known:
        known[path] = counted(path)
    return known[path]
