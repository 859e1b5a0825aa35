"""grep, cut, sort and uniq: the pipe of the command line.

Every program does one thing; sort has to see all the messages before it can say anything.
"""

import os
import subprocess

ERROR = r"^[^|]*\|ERROR\|[^|]*\|[^|]*\|[^|]*$"
PIPE = 'grep -aE "$1" < "$2" | cut -d\'|\' -f3 | sort | uniq -c'
BYTES = {**os.environ, "LC_ALL": "C"}


def run(path):
    output = subprocess.run(["sh", "-c", PIPE, "sh", ERROR, path], check=True, capture_output=True, env=BYTES).stdout
    counts = {}
    for line in output.split(b"\n")[:-1]:
        count, message = line.lstrip().split(b" ", 1)
        text = message.decode("utf-8", "replace")
        counts[text] = counts.get(text, 0) + int(count)
    return counts
