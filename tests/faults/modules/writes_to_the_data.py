"""Appends a line to the data."""


def run(path):
    with open(path, "ab") as file:
        file.write(b"one more\n")
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
