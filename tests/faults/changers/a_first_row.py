"""Does as it should, and comes before anybody wrote to the data."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
