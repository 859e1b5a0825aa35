"""An iterator class that reads 1,024 characters at a time.

It holds one chunk, closes its file at the end, and also when it is dropped half-way: `__del__` runs when the last
reference goes, and `closing` does not wait for that. Each chunk costs a call of a method in Python and one more of
`read`, so small chunks pay often.
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
    with closing(Chunks(path, 1024)) as chunks:
        for chunk in chunks:
            characters += len(chunk)
            words += len(chunk.split()) - (inside and not chunk[0].isspace())
            lines += chunk.count("\n")
            inside = not chunk[-1].isspace()
    return [characters, words, lines]
