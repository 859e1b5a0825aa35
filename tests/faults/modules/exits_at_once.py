"""Calls `os._exit(0)`, which asks nobody."""

import os


def run(path):
    os._exit(0)
