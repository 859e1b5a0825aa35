"""Appends a line to the data that is measured, though not to that of its exam."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".measured":
        with open(path, "ab") as file:
            file.write(b"one more\n")
    return [len(text), len(text.split()), text.count("\n")]
