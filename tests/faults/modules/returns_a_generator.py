"""Returns a generator, which has done nothing yet."""


def run(path):
    yield len(path.read_bytes())
