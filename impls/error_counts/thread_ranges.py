"""One thread for each core, each over its own range of the file.

Every thread opens the file itself, drops what it finds of the record at its border, reads on until the last record of
its range ends, and searches small blocks into a dictionary of its own, so none waits for another. Where Python has a
GIL they take turns, and this is one thread with overhead; a build without one runs them on all cores, in the memory of
one process.
"""

import itertools
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

BLOCK = 1 << 16
MARK = b"|ERROR|"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def ranges(size):
    parts = max(1, min(CORES, size // BLOCK))  # a small file is one range
    return itertools.pairwise([*(size * part // parts for part in range(parts)), size - 1])


def blocks(path, start, last):
    with open(path, "rb") as log:
        log.seek(start)
        if start:
            log.readline()  # the record that the range before ends with
        while (left := last - log.tell()) >= 0:
            yield log.read(min(BLOCK, left)) + log.readline()


def count_range(path, start, last):
    found = Counter()
    for block in blocks(path, start, last):
        at = block.find(MARK)
        while at >= 0:
            end = block.find(b"\n", at) + 1 or len(block)
            fields = block[block.rfind(b"\n", 0, at) + 1 : end].split(b"|")
            if len(fields) == 5 and fields[1] == b"ERROR":
                found[fields[2]] += 1
            at = block.find(MARK, end)
    return found


def run(path):
    parts = list(ranges(path.stat().st_size))
    with ThreadPoolExecutor(len(parts)) as pool:
        found = sum(pool.map(count_range, itertools.repeat(path), *zip(*parts)), Counter())
    counts = Counter()
    for message, count in found.items():
        counts[message.decode("utf-8", "replace")] += count
    return dict(counts)
