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
    "whole numbers as groups": ("json_lines", JSON, asked("count", "status", "not path contains b")),
}
