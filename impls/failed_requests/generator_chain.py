"""A chain of generators, one record at a time.

Lines, requests with their answers, and failures flow through one by one. Memory depends on how many different
requests fail, and not on the length of the log.
"""

FAILURES = {str(status) for status in range(400, 600)}


def read_lines(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        for line in log:
            yield line.removesuffix("\n").removesuffix("\r")


def parse(lines):
    for line in lines:
        _, _, rest = line.partition('"')
        end = rest.find('"')
        while end > 0 and (end - len(rest[:end].rstrip("\\"))) % 2:  # an odd number of backslashes escapes the quote
            end = rest.find('"', end + 1)
        if end >= 0 and rest[end + 1 : end + 2] == " ":
            yield {"request": rest[:end], "status": rest[end + 2 :].split(" ", 1)[0]}


def only_failures(records):
    return (record for record in records if record["status"] in FAILURES)


def run(path):
    counts = {}
    for record in only_failures(parse(read_lines(path))):
        words = record["request"].split(" ")
        target = words[1].partition("?")[0] if len(words) > 1 else "-"
        failure = f"{record['status']} {target}"
        counts[failure] = counts.get(failure, 0) + 1
    return counts
