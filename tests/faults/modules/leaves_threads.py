"""Leaves two threads asleep."""

import threading
import time


def run(path):
    for _ in range(2):
        threading.Thread(target=time.sleep, args=(600,)).start()
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
