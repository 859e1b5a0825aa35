"""An iterator class that reads 4,096 characters at a time.

The same class as `chunk_iterator_1024` with a larger chunk: a quarter of the calls for three more kibibytes. Beyond
some tens of kibibytes a larger chunk gains nothing, since counting outweighs calling, and the chunk leaves the
processor's nearest cache.
"""

from contextlib import closing


class Chunks:
    file = None

    def __init__(self, path, size):
        self.file = open(path, encoding="utf-8", errors="replace", newline="")  # noqa: SIM115 - see close
        self.size = size

    def __iter__(self):
        return self

    def __next__(self):
        chunk = self.file.read(self.size)
        if not chunk:
            self.close()
            raise StopIteration
        return chunk

    def close(self):
        if self.file:
            self.file.close()

    __del__ = close


def run(path):
    characters = words = lines = 0
    inside = False  # whether the last chunk ended within a word
    with closing(Chunks(path, 4096)) as chunks:
        for chunk in chunks:
            characters += len(chunk)
            words += len(chunk.split()) - (inside and not chunk[0].isspace())
            lines += chunk.count("\n")
            inside = not chunk[-1].isspace()
    return [characters, words, lines]
