"""Holds 64 MiB, lets go, and has the kernel forget it."""


def run(path):
    kept = bytearray(64 << 20)
    kept[::4096] = b"x" * len(kept[::4096])
    del kept
    with open("/proc/self/clear_refs", "w") as marks:
        marks.write("5")
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
