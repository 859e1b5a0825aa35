"""Removes its working folder, its HOME and its TMPDIR."""

import os
import shutil


def run(path):
    around = os.path.dirname(os.environ["TMPDIR"])
    for name in ("work", "home", "tmp"):
        shutil.rmtree(f"{around}/{name}", ignore_errors=True)
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
