"""Read all lines, make an object of each.

The first idea of most programs. The list of lines and the list of objects are alive at the same time, and most of the
objects stand for requests that did not fail.
"""

FAILURES = {str(status) for status in range(400, 600)}


class Record:
    def __init__(self, line):
        self.client, _, rest = line.partition('"')
        end = rest.find('"')
        while end > 0 and (end - len(rest[:end].rstrip("\\"))) % 2:  # an odd number of backslashes escapes the quote
            end = rest.find('"', end + 1)
        self.request = rest[:end]
        self.answer = rest[end + 1 :].split(" ") if end >= 0 else []

    def failed(self):
        return len(self.answer) > 1 and self.answer[0] == "" and self.answer[1] in FAILURES

    def path(self):
        words = self.request.split(" ")
        return words[1].partition("?")[0] if len(words) > 1 else "-"


def run(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        lines = log.readlines()
    records = [Record(line.removesuffix("\n").removesuffix("\r")) for line in lines]
    failed = [record for record in records if record.failed()]
    counts = {}
    for record in failed:
        failure = f"{record.answer[1]} {record.path()}"
        counts[failure] = counts.get(failure, 0) + 1
    return counts
