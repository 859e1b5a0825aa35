"""Puts something in place of standard output and error that raises whatever is asked of it."""

import sys


class Broken:
    def __getattr__(self, name):
        raise RuntimeError(name)


sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Broken()


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
