r"""mawk: one program over the fields of the candidates.

A pattern chooses the lines, so that only those are split; without it the same program takes nearly twice as long.
"""

import subprocess

PROGRAM = r"""
    /\|ERROR\|/ && NF == 5 && $2 == "ERROR" { seen[$3]++ }
    END { for (message in seen) printf "%d|%s\n", seen[message], message }
"""


def run(path):
    output = subprocess.run(["mawk", "-F|", PROGRAM, path], check=True, capture_output=True).stdout
    counts = {}
    for line in output.split(b"\n")[:-1]:
        count, message = line.split(b"|")
        text = message.decode("utf-8", "replace")
        counts[text] = counts.get(text, 0) + int(count)
    return counts
