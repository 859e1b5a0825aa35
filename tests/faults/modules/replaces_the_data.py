"""Puts another file in place of the data, with the same content."""


def run(path):
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes())
    copy.replace(path)
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
