"""A class whose `__iter__` is a generator.

Every walk gets an iterator of its own, so it can be walked as often as a list, and holds no more than the generator
does. When an object is a sequence of things rather than one walk over them, this is the form to choose.
"""


class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        current = self.start
        while current > 0:
            yield current
            current -= 1


def run(start):
    return sum(Countdown(start))
