"""The countdown that is built in: `range` with a step of -1.

A range holds three numbers, can be walked again and again, indexed and measured, and counts in C. Look for the
iterator that exists before writing one.
"""


def run(start):
    return sum(range(start, 0, -1))
