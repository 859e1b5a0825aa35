r"""One thread for each core, each over its own range of the file.

Every thread opens the file itself, drops what it finds of the line at its border, reads on until the last line of its
range ends, and searches small blocks into a dictionary of its own, so none waits for another. Where Python has a GIL
they take turns, and this is one thread with overhead; a build without one runs them on all cores, in the memory of one
process.
"""

import itertools
import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

BLOCK = 1 << 16
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
MARK = re.compile(rb'" [45][0-9]{2}(?:[ \r\n]|\Z)')
RECORD = re.compile(rb'\[[0-9][^\[\]]*\] "([^"\\]*(?:\\.[^"\\]*)*)" (?:([45][0-9]{2})|[0-9]{3})(?: |\r?\n?\Z)')
PATH = re.compile(rb"(?:[A-Za-z_-]+(?: ([^? ]*(?: [^? ]*)*?))??(?:\?.*| HTTP/[^ ]*)?\Z)?")


def ranges(size):
    parts = max(1, min(CORES, size // BLOCK))  # a small file is one range
    return itertools.pairwise([*(size * part // parts for part in range(parts)), size - 1])


def blocks(path, start, last):
    with open(path, "rb") as log:
        log.seek(start)
        if start:
            log.readline()  # the line that the range before ends with
        while (left := last - log.tell()) >= 0:
            yield log.read(min(BLOCK, left)) + log.readline()


def count_range(path, start, last):
    found = Counter()
    for block in blocks(path, start, last):
        end = 0
        while mark := MARK.search(block, end):
            at, end = block.rfind(b"\n", 0, mark.start()) + 1, block.find(b"\n", mark.start()) + 1 or len(block)
            match = RECORD.search(block, at, end)
            if match and match[2]:
                found[match[2], PATH.match(match[1])[1] or b"-"] += 1
    return found


def run(path):
    parts = list(ranges(path.stat().st_size))
    with ThreadPoolExecutor(len(parts)) as pool:
        found = sum(pool.map(count_range, itertools.repeat(path), *zip(*parts)), Counter())
    counts = Counter()
    for (status, target), count in found.items():
        counts[f"{status.decode()} {target.decode('utf-8', 'replace')}"] += count
    return dict(counts)
