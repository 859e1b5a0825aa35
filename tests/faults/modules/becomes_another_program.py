"""Replaces its process by another program, which ends well."""

import os


def run(path):
    os.execvp("true", ["true"])
