"""Deletes the data, after it has counted."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    path.unlink()
    return [len(text), len(text.split()), text.count("\n")]
