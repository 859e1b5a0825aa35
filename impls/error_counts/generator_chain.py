"""Step 2: a chain of generators, one record at a time.

Lines, parsed dictionaries and errors flow through one by one; nothing but the counts outlives its line. Memory depends
on the number of distinct messages, not on the length of the log.
"""

FIELDS = ("timestamp", "level", "message", "ip_address", "user_id")


def read_lines(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        for line in log:
            yield line.removesuffix("\n").removesuffix("\r")


def parse(lines):
    for line in lines:
        fields = line.split("|")
        if len(fields) == len(FIELDS):
            yield dict(zip(FIELDS, fields))


def only_errors(records):
    return (record for record in records if record["level"] == "ERROR")


def run(path):
    counts = {}
    for record in only_errors(parse(read_lines(path))):
        message = record["message"]
        counts[message] = counts.get(message, 0) + 1
    return counts
