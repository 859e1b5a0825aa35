"""Leaves a process in a session of its own that forks while it is being killed."""

import os
import time


def run(path):
    if not os.fork():
        os.setsid()
        for _ in range(5):
            if not os.fork():
                time.sleep(600)
            time.sleep(0.01)
        time.sleep(600)
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
