"""Changes its own file while the run goes on."""

import os


def run(path):
    file = os.open(__file__, os.O_WRONLY | os.O_APPEND)
    os.write(file, b"\n# measured once more\n")
    os.close(file)
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
