r"""One thread for each core, each over its own range of the file.

Every thread opens the file itself, drops what it finds of the line at its border, and counts into a dictionary of its
own, so none waits for another. Where Python has a GIL they take turns, and this is a line loop with overhead; a build
without one runs them on all cores, in the memory of one process.
"""

import itertools
import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

SMALLEST = 1 << 16  # bytes that are worth a thread
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
RECORD = re.compile(rb'\[[0-9][^\[\]]*\] "([^"\\]*(?:\\.[^"\\]*)*)" (?:([45][0-9]{2})|[0-9]{3})(?: |\r?\n?\Z)')
PATH = re.compile(rb"(?:[A-Za-z_-]+(?: ([^? ]*(?: [^? ]*)*?))??(?:\?.*| HTTP/[^ ]*)?\Z)?")


def ranges(size):
    parts = max(1, min(CORES, size // SMALLEST))
    return itertools.pairwise(size * part // parts for part in range(parts + 1))


def lines(path, start, end):
    with open(path, "rb") as log:
        if start:
            log.seek(start - 1)
            log.readline()  # the line that the range before ends with
        at = log.tell()
        for line in log:
            if at >= end:
                return
            yield line
            at += len(line)


def count_range(path, start, end):
    found = Counter()
    for line in lines(path, start, end):
        match = RECORD.search(line)
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
