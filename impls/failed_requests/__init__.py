r"""Which requests failed, how often, and with which status?

The data is a web server's access log in the combined or the common format:

    203.0.113.7 - - [17/May/2015:10:05:03 +0000] "GET /a.css?v=2 HTTP/1.1" 404 271 "http://example.com/" "Mozilla/5.0"

The answer maps `404 /a.css` to the number of its records, for every status from 400 to 599. A record ends with "\n",
and one "\r" at its end does not belong to it. The request stands between the first quote of the record and the next;
a backslash takes the character after it with it, so `\"` does not end the request. After the request's quote come one
blank, the status in three digits, and then a blank or the end of the record; whatever is not of this form is skipped.
The path is the request's second word, up to the first "?"; words are parted by single blanks, and a request of one
word has the path `-`. Nothing is unescaped, and text is decoded as UTF-8 with errors="replace".
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

SOURCE = "combined_log"
SIZE = 50_000
BASELINE = "readlines_objects"
STEPS = ("readlines_objects", "generator_chain", "regular_expression", "bytes_blocks")
ENTRIES = "distinct failed requests"

HEAD = b'203.0.113.7 - - [17/May/2015:10:05:03 +0000] "'
TAIL = b' 271 "http://example.com/" "Mozilla/5.0 (X11)"\n'
HOSTILE = {
    "an empty file": b"",
    "only malformed lines": b'\n"\n""\n"" \nno quotes 404 here\n"GET / HTTP/1.1"404 1\n"GET / HTTP/1.1"  404 1\n',
    "one record": HEAD + b'GET /a HTTP/1.1" 404' + TAIL,
    "no last newline": HEAD + b'GET /a HTTP/1.1" 404' + TAIL + HEAD + b'GET /b HTTP/1.1" 500 0',
    "no last newline, and nothing after the status": HEAD + b'GET /a HTTP/1.1" 404',
    "a last record that is cut": HEAD + b'GET /a HTTP/1.1" 404' + TAIL + HEAD + b'GET /b HTTP/1.1" 50',
    "CRLF line ends": HEAD + b'GET /a HTTP/1.1" 404 1\r\n' + HEAD + b'GET /b HTTP/1.1" 404\r\n\r\n',
    "every status": b"".join(HEAD + b'GET /a HTTP/1.1" %d' % status + TAIL for status in range(100, 1000, 7)),
    "the borders of failure": b"".join(HEAD + b'GET / HTTP/1.1" %d' % n + TAIL for n in (399, 400, 499, 500, 599, 600)),
    "statuses that are none": b"".join(
        HEAD + b'GET /%d HTTP/1.1" ' % n + text + TAIL
        for n, text in enumerate((b"40", b"4040", b"-", b"", b"4x4", b"+404", b"4.4", b"404-", b"\t404", b" 404"))
    ),
    "digits of other scripts": HEAD
    + 'GET /a HTTP/1.1" ٤٠٤ 1\n'.encode()
    + HEAD
    + 'GET /a HTTP/1.1" ４０４ 1\n'.encode(),
    "queries": b"".join(
        HEAD + b"GET " + target + b' HTTP/1.1" 404' + TAIL
        for target in (b"/a?b=c", b"/a?", b"/a?b?c", b"?x", b"?", b"/a#b?c", b"/a%3Fb", b"/a")
    ),
    "requests of other lengths": b"".join(
        HEAD + request + b'" 400' + TAIL
        for request in (b"", b"-", b" ", b"  ", b"GET", b"GET ", b" GET", b"GET /a", b"GET  /a", b"GET /a b c", b"/\t/")
    ),
    "escaped quotes": b"".join(
        HEAD + request + b'" 400' + TAIL
        for request in (
            rb"GET /\"a\" HTTP/1.1",
            rb"GET /\"",
            rb"\" 500 1",
            rb"\\ \" 404 \\",
            rb"\x22 \x16\x03",
            rb"\" \"",
        )
    ),
    "a backslash before the closing quote": b"".join(
        HEAD + request + b'" 404 1 "-" "-" 500 2\n'
        for request in (rb"GET /a\\", b"GET /a" + b"\\", b"\\" * 4, b"\\" * 5)
    ),
    "quotes elsewhere": (
        b'1.2.3.4 - "user" [now] "GET /a HTTP/1.1" 404 1\n' + HEAD + b'GET /a HTTP/1.1" 200 1 "-" "bot" 404 "x"\n'
    ),
    "a failure in another field": (
        HEAD + b'GET /" 404 HTTP/1.1" 200 1\n' + HEAD + b'GET /a HTTP/1.1" 200 404 "GET / HTTP/1.1" 404 "x" 500 \n'
    ),
    "the common format": HEAD + b'GET /a HTTP/1.0" 404 209\n' + HEAD + b'GET /a HTTP/1.0" 404 -\n',
    "a request over two lines": HEAD + b"GET /a\n" + b'HTTP/1.1" 404' + TAIL + HEAD + b'GET /b HTTP/1.1"\n 404' + TAIL,
    "line ends of other worlds": "".join(
        f'a "GET /{end}x HTTP/1.1" 404 1\n' for end in "\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029"
    ).encode(),
    "blanks of other worlds": "".join(
        f'a "GET{blank}/x HTTP/1.1" 404{blank}1\n' for blank in "\t\u00a0\u3000"
    ).encode(),
    "text that is not ASCII": HEAD + 'GET /연결/🙂?ü HTTP/1.1" 404'.encode() + TAIL,
    "a byte order mark": b"\xef\xbb\xbf" + HEAD + b'GET /a HTTP/1.1" 404' + TAIL,
    "one very long line": HEAD
    + b"GET /"
    + b"long" * 80_000
    + b' HTTP/1.1" 404'
    + TAIL
    + HEAD
    + b'GET /b HTTP/1.1" 404'
    + TAIL,
    "many paths": b"".join(HEAD + b'GET /p%d HTTP/1.1" %d' % (n % 900, 200 + n % 5 * 100) + TAIL for n in range(9000)),
    "invalid UTF-8": HEAD + b'GET /caf\xe9 HTTP/1.1" 404' + TAIL + b"\xff" + HEAD + b'\xc3 /\xc3?\xff" 500 \xfe\n',
    "invalid bytes that decode to the same text": b"".join(
        HEAD + b'GET /%c HTTP/1.1" 404' % n + TAIL for n in (254, 255)
    ),
    "NUL bytes": HEAD + b'GET /a\0b HTTP/1.1" 404' + TAIL + HEAD + b'\0" 400\0' + TAIL + HEAD + b'\0 \0" 400 \0\n',
}


def reference(path: Path) -> dict[str, int]:
    """Look at one record at a time, and at one byte of a request at a time."""
    counts: dict[str, int] = {}
    with path.open("rb") as log:
        for record in log:
            request, answer = _parted(record.removesuffix(b"\n").removesuffix(b"\r"))
            status = answer[1:4]
            if answer[:1] == b" " and answer[4:5] in (b"", b" ") and status.isdigit() and 400 <= int(status) <= 599:
                words = request.split(b" ")
                target = words[1].split(b"?")[0] if len(words) > 1 else b"-"
                failure = f"{status.decode()} {target.decode('utf-8', 'replace')}"
                counts[failure] = counts.get(failure, 0) + 1
    return counts


def _parted(record: bytes) -> tuple[bytes, bytes]:
    """Return the request, and what follows its closing quote; nothing where a quote is missing."""
    start = end = record.find(b'"') + 1
    if start == 0:
        return b"", b""
    while record[end : end + 1] not in (b'"', b""):
        end += 2 if record[end : end + 1] == b"\\" else 1
    return record[start:end], record[end + 1 :]


def expected(truth: Mapping[str, Any]) -> dict[str, int]:
    """Return what the generator counted while it wrote."""
    return dict(truth["failures"])
