"""Raises an exception whose text raises another one."""


class Odd(Exception):
    def __str__(self):
        raise RuntimeError


def run(path):
    raise Odd
