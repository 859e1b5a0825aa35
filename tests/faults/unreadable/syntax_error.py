"""Is not Python."""


def run(path):
    return (
