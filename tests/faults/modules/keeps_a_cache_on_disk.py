"""Keeps something in its home, and answers wrongly if it finds what another process kept."""

import os
from pathlib import Path


def run(path):
    kept = Path.home() / ".cache" / "answers"
    kept.parent.mkdir(exist_ok=True)
    if kept.exists() and kept.read_text() != str(os.getpid()):
        return [0, 0, 0]
    kept.write_text(str(os.getpid()))
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
