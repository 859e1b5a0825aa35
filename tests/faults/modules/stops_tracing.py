"""Stops tracemalloc, and begins again when the memory is let go."""

import tracemalloc


def run(path):
    tracing = tracemalloc.is_tracing()
    tracemalloc.stop()
    kept = [bytes(1000) for _ in range(1000)]
    del kept
    if tracing:
        tracemalloc.start()
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
