"""Folders as nobody makes them on purpose."""

import os
from pathlib import Path


def dig(folder: Path, levels: int = 1500) -> None:
    """Make folders called `x` in each other, so deep that no path reaches the last and no recursion does."""
    deep = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("x", dir_fd=deep)
        deeper = os.open("x", os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = deeper
    os.close(deep)
