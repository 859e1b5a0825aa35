"""The log unpacked as a whole, and split into lines.

What tutorials show: `gzip.open`, `read`, `splitlines`. All of the unpacked text is in memory twice, as one string and
as a list of lines, and a packed log is a tenth of that: its size on disk says nothing of what this needs.
"""

import gzip


def run(path):
    try:
        with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="\n") as log:
            lines = log.read().split("\n")
    except (EOFError, OSError):
        return {}
    counts = {}
    for line in lines:
        fields = line.removesuffix("\r").split("|")
        if len(fields) == 5 and fields[1] == "ERROR":
            counts[fields[2]] = counts.get(fields[2], 0) + 1
    return counts
