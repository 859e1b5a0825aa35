"""Step 1: read all lines, make an object of each.

The first idea of most programs. The list of lines and the list of objects are alive at the same time, and every object
carries a dictionary of its own, so memory grows with the length of the log.
"""


class Entry:
    def __init__(self, timestamp, level, message, ip_address, user_id):
        self.timestamp = timestamp
        self.level = level
        self.message = message
        self.ip_address = ip_address
        self.user_id = user_id


def run(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        lines = log.readlines()
    records = [line.removesuffix("\n").removesuffix("\r").split("|") for line in lines]
    entries = [Entry(*fields) for fields in records if len(fields) == 5]
    errors = [entry for entry in entries if entry.level == "ERROR"]
    counts = {}
    for entry in errors:
        counts[entry.message] = counts.get(entry.message, 0) + 1
    return counts
