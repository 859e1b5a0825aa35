"""Is right under one hash seed and wrong under another."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n") + hash("line") % 2]
