# coding: nonsense
"""Claims an encoding that does not exist."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
