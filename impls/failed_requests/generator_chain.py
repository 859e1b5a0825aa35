"""A chain of generators, one record at a time.

Lines, requests with their answers, and failures flow through one by one. Memory depends on how many different
requests fail, and not on the length of the log.
"""

import re

RECORD = re.compile(r'\[[0-9][^\[\]]*\] "(?P<request>[^"\\]*(?:\\.[^"\\]*)*)" (?P<status>[0-9]{3})(?: |\Z)')
PATH = re.compile(r"(?:[A-Za-z_-]+(?: ([^? ]*(?: [^? ]*)*?))??(?:\?.*| HTTP/[^ ]*)?\Z)?")
FAILURES = {str(status) for status in range(400, 600)}


def read_lines(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        for line in log:
            yield line.removesuffix("\n").removesuffix("\r")


def parse(lines):
    return (match.groupdict() for match in map(RECORD.search, lines) if match)


def only_failures(records):
    return (record for record in records if record["status"] in FAILURES)


def run(path):
    counts = {}
    for record in only_failures(parse(read_lines(path))):
        failure = f"{record['status']} {PATH.match(record['request'])[1] or '-'}"
        counts[failure] = counts.get(failure, 0) + 1
    return counts
