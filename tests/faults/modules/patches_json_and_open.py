"""Replaces what a result might be written with."""

import builtins
import io
import json
import os

genuine = open


def broken(*_args, **_kwargs):
    raise AssertionError("replaced")


def run(path):
    json.dumps = json.dump = json.loads = broken
    builtins.open = io.open = os.open = os.write = os.replace = os.close = broken
    with genuine(path, encoding="utf-8", errors="replace", newline="") as file:
        text = file.read()
    return [len(text), len(text.split()), text.count("\n")]
