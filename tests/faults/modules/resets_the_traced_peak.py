"""Holds much, lets go, and resets tracemalloc's peak."""

import tracemalloc


def run(path):
    kept = [bytes(1000) for _ in range(1000)]
    del kept
    if tracemalloc.is_tracing():
        tracemalloc.reset_peak()
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
