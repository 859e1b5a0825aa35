r"""When did each error message occur last?

A log line is `timestamp|level|message|ip_address|user_id`. The answer maps the message of every ERROR record to the
timestamp of the last such record in the file. A record ends with "\n", one "\r" before it belongs to the line end,
and it is well formed when it holds exactly four pipes. Records whose timestamp is not `YYYY-MM-DD hh:mm:ss` in ASCII
digits, and nothing else, are skipped. A message is its bytes decoded as UTF-8 with errors="replace".

The classical chain has four stages: read lines, keep those with ERROR, find the timestamp by a regular expression,
make a dictionary of timestamp and message. What is put between two stages, a list or a generator, decides whether the
whole log is in memory, and how often.
"""

import re
from pathlib import Path

SOURCE = "web_log"
SIZE = 100_000
BASELINE = "list_chain"
STEPS = ("list_chain", "generator_chain")
COUNTED = "is an ERROR record with a timestamp"

T = b"2024-01-15 10:30:4"
HOSTILE = {
    "an empty file": b"",
    "one record": T + b"5|ERROR|only one|i|u\n",
    "no last newline": T + b"5|ERROR|first|i|u\n" + T + b"6|ERROR|unended|i|u",
    "a last record that is cut": T + b"5|ERROR|first|i|u\n" + T + b"6|ERROR|cut",
    "the same message again, and earlier": (
        T + b"5|ERROR|again|i|u\n" + T + b"6|ERROR|other|i|u\n" + T + b"1|ERROR|again|i|u\n"
    ),
    "CRLF line ends": T + b"5|ERROR|windows|i|u\r\n" + T + b"6|INFO|windows|i|u\r\n\r\n",
    "other levels": (
        T + b"1|ERRORS|a|i|u\n" + T + b"2|error|b|i|u\n" + T + b"3| ERROR|c|i|u\n" + T + b"4|WARN|ERROR d|i|u\n"
    ),
    "the level's text at another border": (
        T + b"1|INFO|ERROR|i|u\n" + T + b"2|ERROR|ERROR|ERROR|ERROR\n" + T + b"3|INFO|a|ERROR|u\n" + b"|ERROR|x|i|u\n"
    ),
    "another number of fields": (
        T + b"1|ERROR|six|i|u|more\n" + T + b"2|ERROR|four|i\n" + T + b"3|ERROR\n" + T + b"4|ERROR||i|u\n\n||||\n"
    ),
    "timestamps that are none": (
        b"|ERROR|empty|i|u\nnow|ERROR|word|i|u\n2024-01-15|ERROR|date|i|u\n 2024-01-15 10:30:45|ERROR|blank|i|u\n"
        b"2024-01-15 10:30:45Z|ERROR|zone|i|u\n2024-01-15T10:30:45|ERROR|letter|i|u\n24-01-15 10:30:45|ERROR|two|i|u\n"
    ),
    "a timestamp elsewhere": b"x|ERROR|" + T + b"5|i|u\nx|ERROR|a|" + T + b"5|u\n" + T + b"5|ERROR|" + T + b"6|i|u\n",
    "two timestamps": T + b"5 " + T + b"6|ERROR|twice|i|u\n",
    "digits of other scripts": "２０２４-01-15 10:30:45|ERROR|wide|i|u\n٢٠٢٤-01-15 10:30:45|ERROR|arab|i|u\n".encode(),
    "a byte order mark": b"\xef\xbb\xbf" + T + b"5|ERROR|after a mark|i|u\n" + T + b"6|ERROR|next|i|u\n",
    "line ends of other worlds": (
        T
        + "5|ERROR|a\u2028b\u0085c\x0bd\x1ce|i|u\n".encode()
        + T
        + b"6|ERROR|a\rb|i|u\n"
        + b"\r"
        + T
        + b"7|ERROR|c|i|u\n"
    ),
    "a timestamp over two lines": b"2024-01-15 \n10:30:45|ERROR|cut|i|u\n" + T + b"5\n|ERROR|m|i|u\n",
    "text that is not ASCII": T + "5|ERROR|연결 시간 초과 🙂|i|u\n".encode(),
    "one very long line": T + b"5|ERROR|" + b"long " * 60_000 + b"|i|u\n" + T + b"6|ERROR|short|i|u\n",
    "many records": b"".join(
        b"2024-01-15 10:%02d:%02d|ERROR|m%d|i|u\n" % (n // 60 % 60, n % 60, n % 7) for n in range(9000)
    ),
    "invalid UTF-8": T + b"5|ERROR|caf\xe9|i|u\xff\n" + T + b"6|ERROR|caf\xe8|\xc3|u\n\xff" + T + b"7|ERROR|c|i|u\n",
    "NUL bytes": T + b"5|ERROR|a\0b|i|u\n\0" + T + b"6|ERROR|c|i|u\n" + T + b"7|ERROR\0|d|i|u\n",
}


def reference(path: Path) -> dict[str, str]:
    """Look at one record at a time, in bytes."""
    last: dict[str, str] = {}
    with path.open("rb") as log:
        for record in log:
            fields = record.removesuffix(b"\n").removesuffix(b"\r").split(b"|")
            if len(fields) != 5 or fields[1] != b"ERROR":
                continue
            if re.fullmatch(rb"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", fields[0]):
                last[fields[2].decode("utf-8", "replace")] = fields[0].decode()
    return last
