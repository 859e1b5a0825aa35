"""Holds more and more memory."""


def run(path):
    kept = []
    while True:
        kept.append(bytearray(1 << 20))
