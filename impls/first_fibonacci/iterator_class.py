"""An iterator class: the generator's two variables become attributes.

It does what the generator does, with more lines and a slower step: each number costs a method call and four accesses
to attributes. A class pays where an iterator needs more than one method.
"""


class Fibonacci:
    def __init__(self, count):
        self.left = count
        self.one, self.next_one = 0, 1

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        number = self.one
        self.one, self.next_one = self.next_one, number + self.next_one
        return number


def run(count):
    return sum(Fibonacci(count))
