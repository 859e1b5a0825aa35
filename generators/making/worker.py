"""Make the blocks that are asked for on the standard input and write them where that says: one of several jobs.

It ends when its input does, so it never outlives the process that started it. It writes a word and numbers on a line.
"""

import hashlib
import os
import sys
from collections.abc import Iterator

import msgspec

from bench.model.errors import BenchError
from bench.model.types import Recipe
from generators.lines.blocks import Block, LineSpan
from generators.registry import ALL


def main(path: str) -> None:
    """Serve until there are no more spans, then say the truth about what was written."""
    try:
        recipe = msgspec.json.decode(_hear(), type=Recipe)
        descriptor = os.open(path, os.O_WRONLY)
        truth = ALL[recipe.generator].write(recipe, _spans(), lambda block: _put(block, descriptor))
        _say(b"truth " + msgspec.json.encode(truth))
    except BenchError as error:
        _say(b"failed " + msgspec.json.encode((str(error), error.hint)))
    except BrokenPipeError:
        os._exit(1)  # the process that started this one is gone
    except OSError as error:
        _say(b"unwritten " + msgspec.json.encode((error.errno, error.strerror)))


def _spans() -> Iterator[LineSpan]:
    while (words := _hear().split()) != [b"end"]:
        yield LineSpan(*map(int, words))


def _put(block: Block, descriptor: int) -> int:
    """Report how long a block is, hear its place, write it there, and say its hash."""
    _say(b"made %d" % len(block.data))
    offset, limit = map(int, _hear().split())
    kept = block if limit >= len(block.data) else block.cut(limit)
    write_at(descriptor, kept.data, offset)
    _say(b"kept %d %d %b" % (len(kept.ends), len(kept.data), hashlib.sha256(kept.data).hexdigest().encode()))
    return len(kept.ends)


def write_at(descriptor: int, data: memoryview, offset: int) -> None:
    """Write all of it; the kernel may take it in parts."""
    while data:
        written = os.pwrite(descriptor, data, offset)
        data, offset = data[written:], offset + written


def _say(text: bytes) -> None:
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.buffer.flush()


def _hear() -> bytes:
    line = sys.stdin.buffer.readline()
    if not line:
        os._exit(1)  # the process that started this one is gone
    return line


if __name__ == "__main__":
    main(sys.argv[1])
