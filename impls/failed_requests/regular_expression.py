r"""Two regular expressions: a cheap one for every line, the grammar for the few that it leaves.

`RECORD` is the format written down: a time stamp in brackets, the request in quotes with its escapes, the status. On a
request that did not fail it would do all of its work for nothing. `MARK` looks for no more than a quote before a
failing status, which most lines lack, and drops those without a step in Python.
"""

import re

MARK = re.compile(r'" [45][0-9]{2}(?: |\r?\n?\Z)')
RECORD = re.compile(r'\[[0-9][^\[\]]*\] "([^"\\]*(?:\\.[^"\\]*)*)" (?:([45][0-9]{2})|[0-9]{3})(?: |\r?\n?\Z)')
PATH = re.compile(r"(?:[A-Za-z_-]+(?: ([^? ]*(?: [^? ]*)*?))??(?:\?.*| HTTP/[^ ]*)?\Z)?")


def run(path):
    counts = {}
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        for match in filter(None, map(RECORD.search, filter(MARK.search, log))):
            if match[2]:
                failure = f"{match[2]} {PATH.match(match[1])[1] or '-'}"
                counts[failure] = counts.get(failure, 0) + 1
    return counts
