"""Does as it should, in one piece: nothing that the others do may change its row."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
