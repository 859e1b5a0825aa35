# /// script
# dependencies = ["leanlines-has-no-such-package==1.0"]
# ///
"""Declares a library that cannot be had."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
