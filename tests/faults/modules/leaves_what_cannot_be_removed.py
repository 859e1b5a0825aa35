"""Leaves files in folders that may not be written, in names that are no text, and a pipe that nobody reads."""

import os
import tempfile


def run(path):
    folder = tempfile.mkdtemp()
    open(os.fsencode(folder) + b"/\xff\xfe", "w").close()
    os.mkfifo(folder + "/pipe")
    os.symlink("/", folder + "/root")
    os.chmod(folder, 0o000)
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
