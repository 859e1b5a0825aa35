"""`gzip.open` in a thread that reads ahead.

zlib gives up the interpreter's lock while it unpacks, so the next blocks are unpacked while this one is searched. The
queue is short: memory stays that of a few blocks, whichever of the two is faster.
"""

import gzip
import queue
import threading

BLOCK = 1 << 18
AHEAD = 4
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


def read_ahead(path, blocks):
    try:
        with gzip.open(path) as log:
            while block := log.read(BLOCK):
                blocks.put(block)
        blocks.put(b"")
    except (EOFError, OSError) as error:
        blocks.put(error)


def taken(blocks):
    while block := blocks.get():
        if isinstance(block, Exception):
            raise block
        yield block


def run(path):
    blocks = queue.Queue(AHEAD)
    threading.Thread(target=read_ahead, args=(path, blocks), daemon=True).start()
    try:
        return count_all(taken(blocks))
    except (EOFError, OSError):
        return {}
