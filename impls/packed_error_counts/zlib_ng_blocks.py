# /// script
# requires-python = ">=3.10"
# dependencies = ["zlib-ng==1.1.0"]
# ///
"""zlib-ng: the same blocks, unpacked by the successor of zlib.

`gzip_ng` is a drop-in for `gzip`: the same interface over an inflate that is written for today's processors.
"""

from zlib_ng import gzip_ng

BLOCK = 1 << 18
MARK = b"|ERROR|"


def lines_of(blocks):
    rest = []
    for block in blocks:
        end = block.rfind(b"\n") + 1
        if end:
            yield b"".join([*rest, block[:end]])
            rest = []
        rest.append(block[end:])
    yield b"".join(rest)


def count_errors(block, counts):
    at = block.find(MARK)
    while at >= 0:
        start = block.rfind(b"\n", 0, at) + 1
        end = block.find(b"\n", at)
        end = len(block) if end < 0 else end
        fields = block[start:end].split(b"|")
        if len(fields) == 5 and fields[1] == b"ERROR":
            counts[fields[2]] = counts.get(fields[2], 0) + 1
        at = block.find(MARK, end)


def count_all(blocks):
    counts = {}
    for block in lines_of(blocks):
        count_errors(block, counts)
    messages = {}
    for message, count in counts.items():
        text = message.decode("utf-8", "replace")
        messages[text] = messages.get(text, 0) + count
    return messages


def run(path):
    try:
        with gzip_ng.open(path) as log:
            return count_all(iter(lambda: log.read(BLOCK), b""))
    except (EOFError, OSError):
        return {}
