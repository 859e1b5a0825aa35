"""Sloppy and fast: blocks split at the level, what follows is a message.

No line is looked at, so a malformed one counts, and so does the level's text at another border.
"""

from collections import Counter

BLOCK = 1 << 18


def run(path):
    found = Counter()
    with open(path, "rb") as log:
        while block := log.read(BLOCK):
            parts = (block + log.readline()).rsplit(b"|ERROR|")[1:]
            found.update([part[: part.find(b"|")] for part in parts])
    return {message.decode("utf-8", "replace"): count for message, count in found.items()}
