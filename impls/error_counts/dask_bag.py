# /// script
# requires-python = ">=3.10"
# dependencies = ["dask==2026.8.0"]
# ///
r"""Dask: a bag of lines, in partitions of 16 MiB.

The shortest way to say it, and the slowest on one machine: a partition is read and decoded as a whole and becomes a
list of lines before anything is counted, so each process needs several times 16 MiB.
"""

import os

import dask
from dask import bag
from dask.multiprocessing import get

PARTITION = 16 << 20
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def split(line):
    return line.split("|")


def is_error(fields):
    return len(fields) == 5 and fields[1] == "ERROR"


def message(fields):
    return fields[2]


def run(path):
    if not path.stat().st_size:
        return {}
    lines = bag.read_text(str(path), blocksize=PARTITION, linedelimiter="\n", errors="replace")
    counts = lines.map(split).filter(is_error).map(message).frequencies()
    with dask.config.set({"multiprocessing.context": "fork"}):
        return dict(counts.compute(scheduler=get, num_workers=CORES))
