"""Calls `sys.exit(0)`: no answer, whatever the code says."""

import sys


def run(path):
    sys.exit(0)
