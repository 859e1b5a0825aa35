"""Sloppy: every record that says ERROR somewhere.

What one writes at first. `ERRORS`, and the word in a message, count as well.
"""


def run(path):
    counts = {}
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            if "ERROR" in line and line.count("|") == 4:
                message = line.split("|")[2]
                counts[message] = counts.get(message, 0) + 1
    return counts
