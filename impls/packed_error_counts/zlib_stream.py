"""`zlib.decompressobj`, fed block by block.

What `gzip` is made of, without its layers. A member that has ended leaves what follows it in `unused_data`, which the
next one begins with. Nothing says that the file ended early but `eof`, which has to be asked for.
"""

import zlib

BLOCK = 1 << 16
GZIP = zlib.MAX_WBITS | 16
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


def unpacked(path):
    member, data = None, b""
    with open(path, "rb", buffering=0) as log:
        while data or (data := log.read(BLOCK)):
            member = member or zlib.decompressobj(GZIP)
            yield member.decompress(data)
            data = member.unused_data
            if member.eof:
                member = None
    if member:
        raise EOFError


def run(path):
    try:
        return count_all(unpacked(path))
    except (EOFError, zlib.error):
        return {}
