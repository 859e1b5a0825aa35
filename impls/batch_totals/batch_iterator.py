"""An iterator class that yields one slice of the sequence at a time.

One batch exists at a time, which saves the second set of pointers. The sequence behind it stays: batching a list
lazily does not make the list lazy.
"""


class Batches:
    def __init__(self, sequence, size):
        self.sequence = sequence
        self.size = size
        self.start = 0

    def __iter__(self):
        return self

    def __next__(self):
        batch = self.sequence[self.start : self.start + self.size]
        if not batch:
            raise StopIteration
        self.start += self.size
        return batch


def run(count):
    readings = [index * 7919 % 10007 for index in range(count)]
    return [sum(batch) for batch in Batches(readings, 1000)]
