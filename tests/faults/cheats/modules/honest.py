"""Count by line: the original of all that stands beside it."""


def run(path):
    counts = {}
    with open(path, "rb") as log:
        for record in log:
            fields = record.removesuffix(b"\n").removesuffix(b"\r").split(b"|")
            if len(fields) == 5 and fields[1] == b"ERROR":
                message = fields[2].decode("utf-8", "replace")
                counts[message] = counts.get(message, 0) + 1
    return counts
