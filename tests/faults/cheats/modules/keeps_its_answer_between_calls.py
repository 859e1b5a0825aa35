"""Keep the answer from one call to the next of the same process."""


def counted(path):
    counts = {}
    with open(path, "rb") as log:
        for record in log:
            fields = record.removesuffix(b"\n").removesuffix(b"\r").split(b"|")
            if len(fields) == 5 and fields[1] == b"ERROR":
                message = fields[2].decode("utf-8", "replace")
                counts[message] = counts.get(message, 0) + 1
    return counts


known = {}


def run(path):
    if path not in known:
        known[path] = counted(path)
    return known[path]
