"""`gzip -dc` as a process, read through a pipe.

The other process unpacks on another core, and its memory counts as well. Every byte goes through the pipe, and the
answer is valid only if the exit code is 0: without that check, only what came before the fault is counted.
"""

import subprocess

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
    with (
        open(path, "rb") as log,
        subprocess.Popen(["gzip", "-dc"], stdin=log, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as unpacking,
    ):
        counts = count_all(iter(lambda: unpacking.stdout.read(BLOCK), b""))
    return counts if unpacking.returncode == 0 else {}
