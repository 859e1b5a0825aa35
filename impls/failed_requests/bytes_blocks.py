r"""Blocks of bytes, searched for a status that tells of a failure.

The file is read in blocks of 64 KiB, each completed to its last line end. One search runs over the whole block for a
quote, a blank and a status from 400 on; only lines in which that occurs are held to the grammar, and only what is
counted is decoded.
"""

import re

BLOCK = 1 << 16
MARK = re.compile(rb'" [45][0-9]{2}(?:[ \r\n]|\Z)')
RECORD = re.compile(rb'\[[0-9][^\[\]]*\] "([^"\\]*(?:\\.[^"\\]*)*)" (?:([45][0-9]{2})|[0-9]{3})(?: |\r?\n?\Z)')
PATH = re.compile(rb"(?:[A-Za-z_-]+(?: ([^? ]*(?: [^? ]*)*?))??(?:\?.*| HTTP/[^ ]*)?\Z)?")


def count_failures(block, counts):
    end = 0
    while mark := MARK.search(block, end):
        start, end = block.rfind(b"\n", 0, mark.start()) + 1, block.find(b"\n", mark.start()) + 1 or len(block)
        match = RECORD.search(block, start, end)
        if match and match[2]:
            failure = match[2], PATH.match(match[1])[1] or b"-"
            counts[failure] = counts.get(failure, 0) + 1


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
