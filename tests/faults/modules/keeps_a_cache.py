"""Keeps its answers from one call to the next."""

import functools
import time


@functools.cache
def run(path):
    time.sleep(0.01)
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
