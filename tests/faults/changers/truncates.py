"""Empties the data that is measured."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".measured":
        path.write_bytes(b"")
    return [len(text), len(text.split()), text.count("\n")]
