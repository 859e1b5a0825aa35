"""Four stages with a list between every two of them.

All lines, then all lines with ERROR, then all matches, then all dictionaries: each stage is easy to print and to
test, and the lists of every stage are alive when the last one ends. Memory grows with the log.
"""

import re

ERROR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})\|ERROR\|([^|]*)\|[^|]*\|[^|]*")


def run(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        lines = [line.removesuffix("\n").removesuffix("\r") for line in log]
    errors = [line for line in lines if "|ERROR|" in line]
    matches = [ERROR.fullmatch(line) for line in errors]
    records = [{"timestamp": match[1], "message": match[2]} for match in matches if match]
    return {record["message"]: record["timestamp"] for record in records}
