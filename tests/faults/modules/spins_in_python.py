"""Spins in Python."""


def run(path):
    while True:
        pass
