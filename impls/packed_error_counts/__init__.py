r"""How often does each error message occur in a log that is packed with gzip?

The question is that of `error_counts`: what is packed are lines `timestamp|level|message|ip_address|user_id`, and the
answer maps the message of every ERROR record to the number of its records. A record ends with "\n" and is well formed
when it holds exactly four pipes; anything else is skipped. The level is the whole second field, byte for byte, and a
message is its bytes decoded as UTF-8 with errors="replace". One "\r" right before the "\n" belongs to the line end.

A gzip file may have several members, one after another, as `cat a.gz b.gz` makes them; all are read. A file that ends
early, or goes on with something that is no gzip, has no answer, and so has an empty file: `{}`. An answer to a part of
the log would look like one to the whole, and zlib, rapidgzip and a `zcat` whose exit code nobody reads give just that.
"""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SOURCE = "web_log"
PACKING = "gzip"
SIZE = 1_000_000
BASELINE = "read_and_split"
STEPS = ("read_and_split", "gzip_lines", "gzip_blocks", "zlib_stream")
ENTRIES = "distinct messages"
COUNTED = "is an ERROR record"

LINES = b"t|ERROR|a|i|u\nt|INFO|a|i|u\nt|ERROR|b|i|u\n"
MANY = b"".join(
    b"2024-01-15 10:30:45|%s|m%d|203.0.113.7|%d\n" % ((b"ERROR", b"INFO")[n % 2], n % 7, n) for n in range(20_000)
)
WHOLE = gzip.compress(MANY, mtime=0)

HOSTILE = {
    "an empty file": b"",
    "nothing packed": gzip.compress(b"", mtime=0),
    "one record": gzip.compress(b"t|ERROR|only one|i|u\n", mtime=0),
    "stored and not deflated": gzip.compress(LINES, 0, mtime=0),
    "two members": WHOLE + WHOLE,
    "a line over two members": gzip.compress(b"t|ERROR|a|i|u\nt|ERR", mtime=0) + gzip.compress(b"OR|a|i|u\n", mtime=0),
    "an empty member between two": WHOLE + gzip.compress(b"", mtime=0) + WHOLE,
    "a member for each record": b"".join(gzip.compress(b"t|ERROR|m%d|i|u\n" % (n % 3), mtime=0) for n in range(300)),
    "a name in the header": b"\x1f\x8b\x08\x08\0\0\0\0\0\x03app.log\0" + gzip.compress(LINES, mtime=0)[10:],
    "its last byte is missing": WHOLE[:-1],
    "it is cut before its sum": WHOLE[:-8],
    "it is cut in its middle": WHOLE[: len(WHOLE) // 2],
    "it is cut in its header": WHOLE[:7],
    "it is cut in its second member": WHOLE + WHOLE[: len(WHOLE) // 2],
    "garbage behind it": WHOLE + b"no gzip, but something else\n" * 40,
    "no last newline": gzip.compress(b"t|ERROR|first|i|u\nt|ERROR|unended|i|u", mtime=0),
    "CRLF line ends": gzip.compress(
        b"t|ERROR|windows|i|u\r\nt|INFO|windows|i|u\r\nt|ERROR|windows|i|\r\n\r\n", mtime=0
    ),
    "only malformed lines": gzip.compress(b"no pipes\n\n|||\n|||||\nERROR\n", mtime=0),
    "levels that only look like ERROR": gzip.compress(
        b"t|ERROR|true|i|u\nt|ERRORS|s|i|u\nt|error|lower|i|u\nt| ERROR|blank before|i|u\nt||empty|i|u\n"
        b"t|WARN|ERROR in text|i|u\nERROR|INFO|ERROR|ERROR|ERROR\nt|INFO|ERROR|i|u\nt|ERROR|x|ERROR|u\n",
        mtime=0,
    ),
    "unbalanced quotes": gzip.compress(
        b't|ERROR|say "hello|i|u\nt|ERROR|it\'s|i|u\n"t|ERROR|q|i|u\nt|"ERROR"|q|i|u\nt|ERROR|plain|i|u\n', mtime=0
    ),
    "text that is not ASCII": gzip.compress("t|ERROR|연결 시간 초과|i|u\nt|ERROR|naïve café|i|u\n".encode(), mtime=0),
    "one very long line": gzip.compress(b"t|ERROR|" + b"long " * 60_000 + b"|i|u\nt|ERROR|short|i|u\n", mtime=0),
    "many distinct messages": gzip.compress(
        b"".join(b"t|ERROR|message %d|i|u\n" % (n % 4000) for n in range(6000)), mtime=0
    ),
    "invalid UTF-8": gzip.compress(
        b"t|ERROR|caf\xe9|i|u\nt|ERROR|caf\xc3|i|u\nt\xff|ERROR|valid|i\x80|u\xc0\n", mtime=0
    ),
}


def reference(path: Path) -> dict[str, int]:
    """Count them one record at a time, in bytes, as the grammar says."""
    counts: dict[str, int] = {}
    try:
        with gzip.open(path) as log:
            for record in log:
                fields = record.removesuffix(b"\n").removesuffix(b"\r").split(b"|")
                if len(fields) == 5 and fields[1] == b"ERROR":
                    message = fields[2].decode("utf-8", "replace")
                    counts[message] = counts.get(message, 0) + 1
    except (EOFError, OSError):
        return {}
    return counts


def expected(truth: Mapping[str, Any]) -> dict[str, int]:
    """Return what the generator counted while it wrote."""
    return dict(truth["errors"])
