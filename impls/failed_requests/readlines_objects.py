"""Read all lines, make an object of each.

The first idea of most programs. The list of lines and the list of objects are alive at the same time, and most of the
objects stand for requests that did not fail.
"""

import re

RECORD = re.compile(r'\[[0-9][^\[\]]*\] "([^"\\]*(?:\\.[^"\\]*)*)" ([0-9]{3})(?: |\Z)')
PATH = re.compile(r"(?:[A-Za-z_-]+(?: ([^? ]*(?: [^? ]*)*?))??(?:\?.*| HTTP/[^ ]*)?\Z)?")
FAILURES = {str(status) for status in range(400, 600)}


class Record:
    def __init__(self, line):
        parts = RECORD.split(line, maxsplit=1)
        self.client, self.request, self.status, self.answer = parts if len(parts) > 1 else (line, "-", "-", "")

    def failed(self):
        return self.status in FAILURES

    def path(self):
        return PATH.match(self.request)[1] or "-"


def run(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        lines = log.readlines()
    records = [Record(line.removesuffix("\n").removesuffix("\r")) for line in lines]
    failed = [record for record in records if record.failed()]
    counts = {}
    for record in failed:
        failure = f"{record.status} {record.path()}"
        counts[failure] = counts.get(failure, 0) + 1
    return counts
