"""One buffer for all reading, decoded piece by piece.

`readinto` fills the same 64 KiB again and again. The border of a piece of bytes may cut a character; an incremental
decoder keeps the unfinished bytes until the rest arrives. This is what an open text file does inside.
"""

from codecs import getincrementaldecoder


def texts(path, size):
    decoder = getincrementaldecoder("utf-8")("replace")
    buffer = memoryview(bytearray(size))
    with open(path, "rb", buffering=0) as file:
        while length := file.readinto(buffer):
            yield decoder.decode(buffer[:length])
    yield decoder.decode(b"", final=True)


def run(path):
    characters = words = lines = 0
    inside = False  # whether the last text ended within a word
    for text in filter(None, texts(path, 1 << 16)):
        characters += len(text)
        words += len(text.split()) - (inside and not text[0].isspace())
        lines += text.count("\n")
        inside = not text[-1].isspace()
    return [characters, words, lines]
