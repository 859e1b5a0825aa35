"""Answers with a list whose methods lie about what it holds."""


class Liar(list):
    def __len__(self):
        return 3

    def __iter__(self):
        raise RuntimeError("not now")

    def __eq__(self, other):
        return True

    __hash__ = None


def run(path):
    return Liar([1, 2])
