"""One thread for each core, each over its own range of the file.

Every thread opens the file itself, drops what it finds of the record at its border, and counts into a dictionary of its
own, so none waits for another. Where Python has a GIL they take turns, and this is a line loop with overhead; a build
without one runs them on all cores, in the memory of one process.
"""

import itertools
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

SMALLEST = 1 << 16  # bytes that are worth a thread
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def ranges(size):
    parts = max(1, min(CORES, size // SMALLEST))
    return itertools.pairwise(size * part // parts for part in range(parts + 1))


def lines(path, start, end):
    with open(path, "rb") as log:
        if start:
            log.seek(start - 1)
            log.readline()  # the record that the range before ends with
        at = log.tell()
        for line in log:
            if at >= end:
                return
            yield line
            at += len(line)


def count_range(path, start, end):
    found = Counter()
    for line in lines(path, start, end):
        if b"|ERROR|" in line:
            fields = line.split(b"|")
            if len(fields) == 5 and fields[1] == b"ERROR":
                found[fields[2]] += 1
    return found


def run(path):
    parts = list(ranges(path.stat().st_size))
    with ThreadPoolExecutor(len(parts)) as pool:
        found = sum(pool.map(count_range, itertools.repeat(path), *zip(*parts)), Counter())
    counts = Counter()
    for message, count in found.items():
        counts[message.decode("utf-8", "replace")] += count
    return dict(counts)
