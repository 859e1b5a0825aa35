"""`gzip.open`, line by line.

The file is an iterator of lines, packed or not, and memory stays that of one line. The loop over lines takes longer
than the unpacking: each line passes through two layers of buffers before it is an object.
"""

import gzip


def run(path):
    counts = {}
    try:
        with gzip.open(path) as log:
            for line in log:
                if b"|ERROR|" in line:
                    fields = line.removesuffix(b"\n").removesuffix(b"\r").split(b"|")
                    if len(fields) == 5 and fields[1] == b"ERROR":
                        counts[fields[2]] = counts.get(fields[2], 0) + 1
    except (EOFError, OSError):
        return {}
    messages = {}
    for message, count in counts.items():
        text = message.decode("utf-8", "replace")
        messages[text] = messages.get(text, 0) + count
    return messages
