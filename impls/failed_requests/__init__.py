r"""Which requests failed, how often, and with which status?

The data is a web server's access log in the combined or the common format, whatever else a line holds before or after:

    203.0.113.7 - - [17/May/2015:10:05:03 +0000] "GET /a.css?v=2 HTTP/1.1" 404 271 "http://example.com/" "Mozilla/5.0"
    "203.0.113.7, 10.0.0.1" - "" [17/May/2015:10:05:03 +0000] "GET /a file.pdf HTTP/1.1" 404 271

The answer maps `404 /a.css` to the number of its records, for every status from 400 to 599. A record ends with "\n",
and one "\r" at its end does not belong to it. A time stamp is a field in brackets that begins with a digit and holds
no other bracket. The request is the first field in quotes between a time stamp and a status: one blank before it, and
after it one blank, three digits, and then a blank or the end of the record. A backslash takes the character after it
with it, so `\"` does not end a request. A record without such a field is skipped.

The words of a request are parted by single blanks. Its method is the first, of ASCII letters, "-" and "_"; its protocol
is the last, if that begins with "HTTP/"; the path is all between, blanks included, up to the first "?". What has no
method, or nothing between, is no request of HTTP (a probe in binary, `-`, nothing) and counts for the path `-`. Nothing
is unescaped, and text is decoded as UTF-8 with errors="replace".
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SOURCE = "combined_log"
SIZE = 50_000
BASELINE = "readlines_objects"
STEPS = ("readlines_objects", "generator_chain", "regular_expression", "bytes_blocks")
ENTRIES = "distinct failed requests"
COUNTED = "failed"
QUESTION = {"by": "path", "where": "status >= 400 and status <= 599"}

HEAD = b'203.0.113.7 - - [17/May/2015:10:05:03 +0000] "'
TAIL = b' 271 "http://example.com/" "Mozilla/5.0 (X11)"\n'


def _answered(status: int, *requests: bytes) -> bytes:
    return b"".join(HEAD + request + b'" %d' % status + TAIL for request in requests)


HOSTILE = {
    "an empty file": b"",
    "only malformed lines": b'\n"\n""\n"" \nno quotes 404 here\n"GET / HTTP/1.1" 404 1\n'
    + HEAD
    + b'GET / HTTP/1.1"404 1\n'
    + HEAD
    + b'GET / HTTP/1.1"  404 1\n',
    "one record": HEAD + b'GET /a HTTP/1.1" 404' + TAIL,
    "no last newline": HEAD + b'GET /a HTTP/1.1" 404' + TAIL + HEAD + b'GET /b HTTP/1.1" 500 0',
    "no last newline, and nothing after the status": HEAD + b'GET /a HTTP/1.1" 404',
    "a last record that is cut": HEAD + b'GET /a HTTP/1.1" 404' + TAIL + HEAD + b'GET /b HTTP/1.1" 50',
    "CRLF line ends": HEAD + b'GET /a HTTP/1.1" 404 1\r\n' + HEAD + b'GET /b HTTP/1.1" 404\r\n\r\n',
    "two carriage returns": HEAD + b'GET /a HTTP/1.1" 404\r\r\n' + HEAD + b'GET /b HTTP/1.1" 404 \r\r\n',
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
    "blanks in paths": _answered(
        404,
        *(
            b"GET " + target
            for target in (b"/a file 2016.pdf HTTP/1.1", b" /a HTTP/1.1", b"/a  HTTP/1.1", b"/a ?b", b" ")
        ),
    ),
    "words that may be a protocol": _answered(
        404,
        *(b"GET " + target for target in (b"HTTP/1.1", b" HTTP/1.1", b"/a HTTP/", b"/a http/1.1", b"/a HTTP/1.1 b")),
        *(
            b"GET " + target
            for target in (b"/a HTTP/1.1?b", b"HTTP/1 HTTP/2", b"/HTTP/1.1", b"/?b HTTP/1 HTTP/2", b"HTTP/?a b")
        ),
    ),
    "requests of other protocols": _answered(
        400,
        *(rb"\x16\x03\x01 \x00", rb"\x03\x00\x00/*\xE0\x00Cookie: mstshash=Administr", b"SSH-2.0-Go", b"t3 1", b" /a"),
        *(b"M-SEARCH * HTTP/1.1", b"RPC_IN_DATA /a HTTP/1.1", b"get /a", b"GET: /a", b"G\tT /a", b"/a b", b"GET/a b"),
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
    "quoted fields before the time stamp": b"".join(
        fields + b'[17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 404 1\n'
        for fields in (
            b'::1 - "" ',
            b'"203.0.113.7, ::1" - - ',
            b'"a \\" 404 b" ',
            b'[::1] "a" ',
            b'"[::1] " - ',
            b'"[1] " ',
        )
    ),
    "quoted fields after the status": HEAD + b'GET /a HTTP/1.1" 200 1 "-" "bot" 404 "x"\n',
    "brackets that are no time stamp": b"".join(
        fields + b'"GET /%d HTTP/1.1" 404 1\n' % number
        for number, fields in enumerate(
            b"|[now] |[] |[::1] |] |0] |[0 |[0]|[0]  |[0]] |[[0] |[0[1] |[0 a] |[0]\t".split(b"|")
        )
    ),
    "brackets after the time stamp": (
        _answered(404, b'GET /[1] HTTP/1.1" 404 1 [2] "curl/8', b'GET /a[1] " 404 [2] "GET /b', b'GET /a[1] "GET /b')
        + _answered(404, b'GET /a HTTP/1.1" 200 1 [2] "curl/8', b'GET /a HTTP/1.1" - 1 [2] "GET /b')
    ),
    "a failure in another field": (
        HEAD + b'GET /" 404 HTTP/1.1" 200 1\n' + HEAD + b'GET /a HTTP/1.1" 200 404 "GET / HTTP/1.1" 404 "x" 500 \n'
    ),
    "the common format": HEAD + b'GET /a HTTP/1.0" 404 209\n' + HEAD + b'GET /a HTTP/1.0" 404 -\n',
    "a request over two lines": HEAD + b"GET /a\n" + b'HTTP/1.1" 404' + TAIL + HEAD + b'GET /b HTTP/1.1"\n 404' + TAIL,
    "line ends of other worlds": "".join(
        f'[1] "GET /{end}x HTTP/1.1" 404 1\n' for end in "\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029"
    ).encode(),
    "blanks of other worlds": "".join(
        f'[1] "GET{blank}/x HTTP/1.1" 404{blank}1\n[1] "GET /a{blank}b HTTP/1.1" 404 1\n' for blank in "\t\u00a0\u3000"
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
    "NUL bytes": HEAD + b'GET /a\0b HTTP/1.1" 404' + TAIL + HEAD + b'\0" 400\0' + TAIL + HEAD + b'G \0" 400 \0\n',
}


def reference(path: Path) -> dict[str, int]:
    """Look at one record at a time, and at one byte of a request at a time."""
    counts: dict[str, int] = {}
    with path.open("rb") as log:
        for record in log:
            request, status = _parted(record.removesuffix(b"\n").removesuffix(b"\r"))
            if 400 <= int(status) <= 599:
                failure = f"{status.decode()} {_path(request).decode('utf-8', 'replace')}"
                counts[failure] = counts.get(failure, 0) + 1
    return counts


def _parted(record: bytes) -> tuple[bytes, bytes]:
    """Return the request and its status; nothing and 0 where a record has none."""
    for stamp in re.finditer(rb'\[[0-9][^\[\]]*\] "', record):
        start = end = stamp.end()
        while record[end : end + 1] not in (b'"', b""):
            end += 2 if record[end : end + 1] == b"\\" else 1
        blank, status, after = record[end + 1 : end + 2], record[end + 2 : end + 5], record[end + 5 : end + 6]
        if blank == b" " and len(status) == 3 and status.isdigit() and after in (b"", b" "):
            return record[start:end], status
    return b"", b"0"


def _path(request: bytes) -> bytes:
    method, *between = request.split(b" ")
    if between and between[-1].startswith(b"HTTP/"):
        between.pop()
    path = b" ".join(between).split(b"?")[0]
    return path if path and re.fullmatch(rb"[A-Za-z_-]+", method) else b"-"


def expected(truth: Mapping[str, Any]) -> dict[str, int]:
    """Return what the generator counted while it wrote."""
    return dict(truth["failures"])
