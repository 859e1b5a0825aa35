r"""Blocks of bytes, searched for a status that tells of a failure.

The file is read in blocks of 64 KiB, each completed to its last line end. One search runs over the whole block for a
quote, a blank and a status from 400 on; only lines in which that occurs are held to the grammar, and only what is
counted is decoded.
"""

import re

BLOCK = 1 << 16
MARK = re.compile(rb'" [45][0-9]{2}(?:[ \r\n]|\Z)')
FAILED = re.compile(rb'[^"\n]*"([^"\\\n]*(?:\\[^\n][^"\\\n]*)*)" ([45][0-9]{2})(?: |\r?(?:\n|\Z))')


def count_failures(block, counts):
    end = 0
    while mark := MARK.search(block, end):
        start = block.rfind(b"\n", 0, mark.start()) + 1
        if match := FAILED.match(block, start):
            words = match[1].split(b" ")
            failure = match[2], words[1].partition(b"?")[0] if len(words) > 1 else b"-"
            counts[failure] = counts.get(failure, 0) + 1
        end = block.find(b"\n", mark.start()) + 1 or len(block)


def run(path):
    counts = {}
    with open(path, "rb") as log:
        while block := log.read(BLOCK):
            count_failures(block + log.readline(), counts)
    failures = {}
    for (status, target), count in counts.items():
        failure = f"{status.decode()} {target.decode('utf-8', 'replace')}"
        failures[failure] = failures.get(failure, 0) + count
    return failures
