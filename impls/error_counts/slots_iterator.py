"""Step 3: an iterator that yields slotted objects of the error lines only.

Lines that are not errors never become objects, and the objects that are made have no dictionary. One of them is alive
at a time, so the slots save little here; what saves time is to look at the level before anything is built.
"""


class ErrorEntry:
    __slots__ = ("ip_address", "message", "timestamp", "user_id")

    def __init__(self, timestamp, message, ip_address, user_id):
        self.timestamp = timestamp
        self.message = message
        self.ip_address = ip_address
        self.user_id = user_id


class ErrorEntries:
    def __init__(self, log):
        self._log = log

    def __iter__(self):
        return self

    def __next__(self):
        for line in self._log:
            if "|ERROR|" in line:
                fields = line.removesuffix("\n").removesuffix("\r").split("|")
                if len(fields) == 5 and fields[1] == "ERROR":
                    return ErrorEntry(fields[0], *fields[2:])
        raise StopIteration


def run(path):
    counts = {}
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        for entry in ErrorEntries(log):
            counts[entry.message] = counts.get(entry.message, 0) + 1
    return counts
