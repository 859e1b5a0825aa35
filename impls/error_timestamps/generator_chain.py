"""Four stages, each a generator.

The same words as `list_chain` with round brackets for square ones. A line goes through all stages before the next is
read, so that one line, one match and one dictionary exist at a time. Nothing runs until the last stage asks.
"""

import re

ERROR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})\|ERROR\|([^|]*)\|[^|]*\|[^|]*")


def read_lines(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        for line in log:
            yield line.removesuffix("\n").removesuffix("\r")


def run(path):
    errors = (line for line in read_lines(path) if "|ERROR|" in line)
    matches = (ERROR.fullmatch(line) for line in errors)
    records = ({"timestamp": match[1], "message": match[2]} for match in matches if match)
    return {record["message"]: record["timestamp"] for record in records}
