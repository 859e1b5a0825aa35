"""Answers with a number of a million digits."""


def run(path):
    return [1 << 3_000_000, -(1 << 70), 10**5000]
