"""Raises in `__del__`, after the answer was taken."""


class Cleared:
    def __del__(self):
        raise RuntimeError("too late")


KEPT = [Cleared()]


def run(path):
    KEPT.append(Cleared())
    KEPT.pop()
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
