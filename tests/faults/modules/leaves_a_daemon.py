"""Leaves a daemon behind: forked twice, in a session of its own."""

import os
import time


def run(path):
    child = os.fork()
    if not child:
        os.setsid()
        if not os.fork():
            time.sleep(600)
        os._exit(0)
    os.waitpid(child, 0)
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
