"""A generator that reads 64 Ki characters at a time.

`with` inside the generator closes the file at the end, and when the generator is dropped half-way: Python ends it by
an exception at its `yield`, and the block is left in order. Three lines do what the class needs fifteen for.
"""


def chunks(path, size):
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        while chunk := file.read(size):
            yield chunk


def run(path):
    characters = words = lines = 0
    inside = False  # whether the last chunk ended within a word
    for chunk in chunks(path, 1 << 16):
        characters += len(chunk)
        words += len(chunk.split()) - (inside and not chunk[0].isspace())
        lines += chunk.count("\n")
        inside = not chunk[-1].isspace()
    return [characters, words, lines]
