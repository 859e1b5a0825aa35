"""Spins in C with the interpreter's lock held, so that no Python code in its process could end it."""


def run(path):
    return pow(3, 1 << 30)
