"""`split` for the fields, and a pattern for the timestamp alone.

A pattern for the whole line has to be read with care; `split` and two comparisons say the same in plain words, and
take about the same time. The list of five fields for each error is the price.
"""

import re

TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")


def run(path):
    last = {}
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        for line in log:
            if "|ERROR|" in line:
                fields = line.removesuffix("\n").removesuffix("\r").split("|")
                if len(fields) == 5 and fields[1] == "ERROR" and TIMESTAMP.fullmatch(fields[0]):
                    last[fields[2]] = fields[0]
    return last
