"""Returns a dict where a list is wanted."""


def run(path):
    text = path.read_bytes().decode("utf-8", "replace")
    return {"characters": len(text), "words": len(text.split()), "lines": text.count("\n")}
