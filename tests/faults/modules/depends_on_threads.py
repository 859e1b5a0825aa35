"""Answers with what depends on which thread came when."""

import threading


def run(path):
    found = []
    thread = threading.Thread(target=lambda: found.append(threading.get_native_id()))
    thread.start()
    thread.join()
    return [len(path.read_bytes()), found[0], 0]
