"""Ignores every signal that can be ignored, SIGTERM first of all."""

import signal
import time


def run(path):
    for number in set(range(1, 32)) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(60)
