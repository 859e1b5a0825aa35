"""Raises in its import."""

raise ValueError("not even loaded")


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
