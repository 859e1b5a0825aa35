"""Imports a library without declaring it."""

import leanlines_has_no_such_package


def run(path):
    return leanlines_has_no_such_package.count(path)
