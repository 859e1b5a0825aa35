"""The csv module, as it comes.

It parses in C, but it knows quotes, and a quote left open swallows the lines that follow.
"""

import csv
from collections import Counter


def run(path):
    with open(path, newline="", encoding="utf-8", errors="replace") as log:
        return dict(Counter(row[2] for row in csv.reader(log, delimiter="|") if len(row) == 5 and row[1] == "ERROR"))
