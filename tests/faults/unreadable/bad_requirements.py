# /// script
# dependencies = "polars"
# ///
"""Declares its libraries in a form that cannot be read."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
