"""Sleeps for ever."""

import time


def run(path):
    while True:
        time.sleep(60)
