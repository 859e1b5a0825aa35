"""Closes every descriptor that it finds, 0, 1 and 2 included."""

import os


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    os.closerange(0, 1000)
    return [len(text), len(text.split()), text.count("\n")]
