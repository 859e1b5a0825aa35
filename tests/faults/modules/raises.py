"""Raises an exception."""


def run(path):
    raise ValueError(f"cannot make sense of {path.name[:8]}")
