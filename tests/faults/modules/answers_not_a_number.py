"""Answers with NaN."""


def run(path):
    return [float("nan"), float("inf"), 1]
