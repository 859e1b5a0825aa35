"""Is not UTF-8, and does not say what it is: é."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
