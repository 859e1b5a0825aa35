"""Leaves two children behind that hold its standard output open and ignore SIGTERM."""

import os
import signal
import time


def run(path):
    for _ in range(2):
        if not os.fork():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(600)
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
