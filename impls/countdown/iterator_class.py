"""An iterator class: `__iter__` returns itself, `__next__` counts down.

One number is alive at a time. Each costs a call of a method written in Python, and an attribute read, changed and
written: it is the slowest way to count. It pays where an iterator has to offer more, such as a `close`.
"""


class Countdown:
    def __init__(self, start):
        self.current = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.current <= 0:
            raise StopIteration
        self.current -= 1
        return self.current + 1


def run(start):
    return sum(Countdown(start))
