"""Small logs of several formats, and questions about them."""

import json
from fractions import Fraction

from bench.questions.log_question import AnswerKind, LogQuestion
from bench.questions.parser import parse

PIPED = [
    b"2026-01-05 10:00:%02d|%s|message %d|192.0.2.%d|%d" % (n % 60, (b"ERROR", b"INFO")[n % 3 > 0], n % 7, n % 9, n)
    for n in range(200)
]
LOG4J = [
    b"2026-01-05 10:00:00,%03d %s [main] org.example.App%d: Created: %d"
    % (n, (b"ERROR", b"WARN", b"INFO")[n % 3], n % 7, n)
    for n in range(200)
]
COMBINED = [
    b'192.0.2.%d - - [05/Jan/2026:10:00:00 +0000] "GET /a%d/b c?d=e HTTP/1.1" %d %d "-" "Mozilla/5.0 (X11)"'
    % (n % 9, n % 5, (200, 500, 404)[n % 3], n * 7)
    for n in range(200)
]
SYSLOG = [
    b'<34>1 2026-01-05T10:00:00.%03dZ web%d app%d 87 ID47 [a@32473 b="c \\"d\\""] %s u%d'
    % (n, n % 3, n % 4, (b"login failed for", b"accepted")[n % 2], n)
    for n in range(200)
]
JSON = [
    json.dumps(
        {
            "time": f"2026-01-05T10:00:{n % 60:02}Z",
            "severity": ("error", "info")[n % 2],
            "status": (200, 500, 503)[n % 3],
            "ms": n / 8,
            "path": f"/{'abc'[n % 3]}",
            "http": {"method": ("GET", "POST")[n % 2]},
        }
    ).encode()
    for n in range(200)
]

LOGFMT = [
    b'time=2026-01-05T10:00:%02dZ level=%s msg="message %d \\"q\\"" ms=%d path=/a%d'
    % (n % 60, (b"error", b"info", b"warn")[n % 3], n % 7, n * 3, n % 4)
    for n in range(200)
]
CSV = [
    b"time,level,user,message,ms",
    *(
        line
        for n in range(200)
        for line in (
            b"2026-01-05 10:00:%02d,%s,u%d,%s,%d"
            % (
                n % 60,
                (b"ERROR", b"INFO")[n % 2],
                n % 9,
                b'"a ""b"", %d\nmore"' % (n % 5) if n % 11 == 0 else b"m%d" % (n % 5),
                n,
            )
        ).split(b"\n")
    ),
]
W3C = [
    b"#Version: 1.0",
    b"#Fields: date time cs-method cs-uri-stem sc-status time-taken",
    *(
        b"2026-01-05 10:00:%02d %s /a%d %d %d" % (n % 60, (b"GET", b"POST")[n % 2], n % 5, (200, 404, 500)[n % 3], n)
        for n in range(200)
    ),
]
OBJECTS = [b'{"level":"%s","msg":"m %d","ms":%d}' % ((b"error", b"info")[n % 2], n % 5, n) for n in range(200)]
CRI = [
    b"2026-01-05T10:00:00.%09dZ %s %s" % (n, (b"stdout", b"stderr")[n % 3 == 0], part)
    for n, line in enumerate(OBJECTS)
    for part in ([b"F " + line] if n % 7 else [b"P " + line[:9], b"F " + line[9:]])
]
SYSLOG_JSON = [
    b"<34>1 2026-01-05T10:00:00.%03dZ web%d app%d 87 ID47 - %s" % (n, n % 3, n % 4, line)
    for n, line in enumerate(OBJECTS)
]
TRACED = [
    line
    for n in range(150)
    for line in (
        b"2026-01-05 10:00:00,%03d %s [main] App%d: Created: %d" % (n, (b"ERROR", b"INFO")[n % 2], n % 4, n % 6),
        *(
            (b"java.lang.IllegalStateException: no", b"", b"\tat a.b(c)", b"Caused by: d%d" % (n % 3))
            if n % 4 == 0
            else ()
        ),
    )
]
DOCKER = [
    json.dumps({"log": line.decode() + "\n", "stream": "stdout", "time": "2026-01-05T10:00:00.1Z"}).encode()
    for line in TRACED
]

MIXED = [
    json.dumps(
        {
            "ts": n,
            ("message", "msg")[n % 2]: f"m{n % 3}",
            ("level", "severity")[n % 2]: ("error", "info")[n % 4 < 2],
            "status": (200, 500, None, "500", 503)[n % 5],
        }
    ).encode()
    for n in range(60)
]


def asked(kind: str, by: str, where: str = "", **others: object) -> LogQuestion:
    """Return a question; `where` as it is typed."""
    condition = parse(where) if where else None
    return LogQuestion(kind=AnswerKind(kind), by=by, where=condition, condition=where, **others)  # type: ignore[arg-type]


QUESTIONS = {
    "an equal text": ("piped", PIPED, asked("count", "message", "level == ERROR")),
    "text as a number": ("piped", PIPED, asked("sum", "message", "level in (ERROR, INFO)", value="user_id", top=5)),
    "one of several": ("log4j", LOG4J, asked("count", "logger", "level == ERROR or level == WARN")),
    "no condition": ("log4j", LOG4J, asked("count", "logger")),
    "a part of a request": ("combined", COMBINED, asked("sum", "path", "status >= 500", value="bytes", top=20)),
    "two parts of a request": (
        "combined",
        COMBINED,
        asked(
            "quantile",
            "method",
            "not (path startswith '/a1' or agent contains bot) and status != 404",
            value="bytes",
            quantile=Fraction("0.95"),
        ),
    ),
    "the order of texts": ("syslog_rfc5424", SYSLOG, asked("count", "app", "message contains fail and time >= '2026'")),
    "numbers of JSON": (
        "json_lines",
        JSON,
        asked("quantile", "path", "status >= 500", value="ms", quantile=Fraction(9, 10)),
    ),
    "keys within objects": ("json_lines", JSON, asked("sum", "http.method", "level == error", value="ms", top=1)),
    "several names of a field": ("json_lines", MIXED, asked("sum", "message", "level == error", value="status")),
    "several names within lines": (
        "cri+json_lines",
        [b"2026-01-05T10:00:00.1Z stdout F " + line for line in MIXED],
        asked("count", "message", "level == error and status >= 500"),
    ),
    "pairs": ("logfmt", LOGFMT, asked("count", "message", "level == error")),
    "numbers of pairs": ("logfmt", LOGFMT, asked("quantile", "path", "ms > 30", value="ms")),
    "columns": ("csv", CSV, asked("count", "message", "level == ERROR")),
    "numbers of columns": (
        "csv",
        CSV,
        asked("sum", "user", "not message contains b and level startswith ER", value="ms", top=3),
    ),
    "a rare text in columns": ("csv", CSV, asked("count", "level", "user == u3 and message contains m")),
    "a rare text in columns with a directive": (
        "w3c",
        [line.replace(b"GET", b"PUT") if line.endswith(b"0") else line for line in W3C],
        asked("count", "cs-uri-stem", "cs-method == PUT"),
    ),
    "columns with a directive": ("w3c", W3C, asked("sum", "cs-uri-stem", "sc-status >= 400", value="time-taken")),
    "messages in parts": ("cri+json_lines", CRI, asked("count", "message", "level == error")),
    "a line and its message": (
        "syslog_rfc5424+json_lines",
        SYSLOG_JSON,
        asked("quantile", "app", "level in (error, info)", value="ms"),
    ),
    "stack traces": ("log4j", TRACED, asked("count", "message", "level == ERROR")),
    "a text within a stack trace": ("log4j", TRACED, asked("count", "logger", "message contains d1 and level != INFO")),
    "stack traces within lines": ("docker_json+log4j", DOCKER, asked("count", "message", "level == ERROR")),
    "one field": ("json_lines", JSON, asked("count", "status", "status >= 500")),
    "whole numbers as groups": ("json_lines", JSON, asked("count", "status", "not path contains b")),
}
