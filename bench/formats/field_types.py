r"""What a field of a template may be, as expressions that read the same lines in `re`, RE2 and Rust.

They read the same of text and of bytes, too: every class names its ASCII characters, so there is no `\d`, `\s`, `\w`,
`\b` or `.`, no class holds a line end, and nothing looks ahead. Repetitions without a bound are written possessive,
which the other engines lack; `portable` takes that away and changes no match, since the compiler of templates refuses
whatever could take a character that belongs to what follows.
"""

import re
import string
from dataclasses import dataclass
from typing import Final

QUOTED: Final = rb'[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*+'
OFFSET: Final = rb"(?:Z|[+-][0-9]{2}:?[0-9]{2})"
_FRACTION: Final = rb"(?:[.,][0-9]{1,9})?"
_CLOCK: Final = rb"[0-9]{2}:[0-9]{2}:[0-9]{2}"
_DATE: Final = rb"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ALL: Final = frozenset(map(chr, range(128))) - {"\r", "\n"}
_DIGITS: Final = frozenset(string.digits)
_LETTERS: Final = frozenset(string.ascii_letters)
_BLANKS: Final = frozenset(" \t")
_WORD: Final = _ALL - _BLANKS
_NAME: Final = _LETTERS | _DIGITS | frozenset("_.$/-")
_SEPARATORS: Final = frozenset(" \t:,|[]-")
_NUMBER: Final = _DIGITS | frozenset("+-")
# fmt: off
LEVELS: Final = (  # the longer first, where one begins with another
    "information", "emergency", "critical", "verbose", "warning", "finest", "notice", "severe", "config", "debug",
    "trace", "error", "fatal", "panic", "alert", "emerg", "finer", "info", "warn", "crit", "fine", "err", "dbg", "log",
)
# fmt: on
_LEVEL: Final = b"(?:%b)" % b"|".join(  # not by a flag: to some engines the Kelvin sign is a K
    b"".join(b"[%c%c]" % (ord(letter.upper()), ord(letter)) for letter in level) for level in LEVELS
)


@dataclass(frozen=True, slots=True)
class FieldType:
    """A type of field.

    Args:
        body: the expression.
        begins: the ASCII characters that it may begin with.
        continues: those that it would take where they follow it; empty where its length is bounded.
        empty: whether it may be empty.
        example: a value.
    """

    body: bytes
    begins: frozenset[str]
    continues: frozenset[str]
    example: str
    empty: bool = False


TYPES: Final = {
    "word": FieldType(rb"[^ \t\r\n]++", _WORD, _WORD, "a"),
    "name": FieldType(rb"[A-Za-z0-9_.$/-]++", _NAME, _NAME, "a.b"),
    "int": FieldType(rb"[+-]?[0-9]++", _NUMBER, _DIGITS, "7"),
    "float": FieldType(
        rb"[+-]?[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?", _NUMBER, _DIGITS | frozenset(".eE"), "0.25"
    ),
    "address": FieldType(
        rb"[0-9a-fA-F:.]++(?:%[0-9A-Za-z]++)?",
        frozenset(string.hexdigits + ":."),
        _LETTERS | _DIGITS | frozenset(":.%"),
        "192.0.2.7",
    ),
    "host": FieldType(rb"[^ .:\t\r\n]*+[.:][^ \t\r\n]*+", _WORD, _WORD, "a.example"),
    "level": FieldType(rb"[A-Za-z]++", _LETTERS, _LETTERS, "INFO"),
    "severity": FieldType(_LEVEL, _LETTERS, frozenset(), "INFO"),
    "upper": FieldType(rb"[A-Z]++", frozenset(string.ascii_uppercase), frozenset(string.ascii_uppercase), "LOG"),
    "tag": FieldType(rb"[^ :\[\]\t\r\n]++", _WORD - frozenset(":[]"), _WORD - frozenset(":[]"), "sshd"),
    "quoted": FieldType(QUOTED, _ALL - {'"'}, _ALL - {'"'}, "a", empty=True),
    "http": FieldType(QUOTED, _ALL - {'"'}, _ALL - {'"'}, "GET /a HTTP/1.1", empty=True),
    "brackets": FieldType(
        rb"[^\[\]\r\n]*+(?:\[[^\[\]\r\n]*+\][^\[\]\r\n]*+)*+", _ALL - {"]"}, _ALL - {"]"}, "main", empty=True
    ),
    "structured": FieldType(
        rb'(?:-|(?:\[[^\]"\r\n]*+(?:"[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*+"[^\]"\r\n]*+)*+\])++)',
        frozenset("-["),
        frozenset("["),
        '[a@1 b="c"]',
    ),
    "separators": FieldType(rb"[ \t:,|\[\]-]++", _SEPARATORS, _SEPARATORS, " "),
    "rest": FieldType(rb"[^\r\n]*+", _ALL, _ALL, "a", empty=True),
    "text": FieldType(rb"(?:[^ \t:,|\[\]\-\r\n][^\r\n]*+)?", _ALL - _SEPARATORS, _ALL, "a", empty=True),
    "iso": FieldType(
        _DATE + rb"[T ]" + _CLOCK + _FRACTION + OFFSET + rb"?", _DIGITS, frozenset(), "2026-01-05T10:00:00Z"
    ),
    "clock": FieldType(
        rb"(?:" + _DATE + rb"[T ])?" + _CLOCK + _FRACTION + OFFSET + rb"?", _DIGITS, frozenset(), "10:00:00.123"
    ),
    "epoch": FieldType(
        rb"(?:[0-9]{19}|[0-9]{16}|[0-9]{13}|[0-9]{9,10}" + _FRACTION + rb")", _DIGITS, frozenset(), "1767607200"
    ),
    "apache": FieldType(
        rb"[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:" + _CLOCK + rb" [+-][0-9]{4}",
        _DIGITS,
        frozenset(),
        "05/Jan/2026:10:00:00 +0000",
    ),
    "syslog": FieldType(
        rb"[A-Z][a-z]{2} [ 0-9][0-9] " + _CLOCK,
        frozenset(string.ascii_uppercase),
        frozenset(),
        "Jan  5 10:00:00",
    ),
}
TIME_TYPES: Final = frozenset({"iso", "clock", "apache", "syslog", "epoch"})
"""Those of them that are times."""

DIRECTIVES: Final = {
    "Y": rb"[0-9]{4}",
    "y": rb"[0-9]{2}",
    "m": rb"[0-9]{2}",
    "d": rb"[ 0-9][0-9]",
    "e": rb"[ 0-9][0-9]",
    "H": rb"[0-9]{2}",
    "I": rb"[0-9]{2}",
    "M": rb"[0-9]{2}",
    "S": rb"[0-9]{2}" + _FRACTION,
    "f": rb"[0-9]{1,9}",
    "z": OFFSET,
    "Z": rb"[A-Z][A-Za-z]{0,4}",
    "b": rb"[A-Z][a-z]{2}",
    "a": rb"[A-Z][a-z]{2}",
    "j": rb"[0-9]{3}",
    "p": rb"[AaPp][Mm]",
    "%": rb"%",
}
"""The directives of `strftime`; `%S` takes a fraction behind a point or a comma, whether `%f` follows it or not."""


def escape_bytes(text: str) -> bytes:
    """Return what matches a text, also within a class; Rust gives an escaped `<` another sense, so that has none."""
    return re.sub(rb"([\\.^$*+?{}\[\]|()&~#-])", rb"\\\1", text.encode())


def excluding(characters: str) -> bytes:
    """Return the class of all that is none of these characters, and no line end."""
    parts = (r"\t" if each == "\t" else escape_bytes(each).decode() for each in dict.fromkeys(characters))
    return b"[^" + "".join(parts).encode() + rb"\r\n]"


def portable(expression: bytes) -> bytes:
    """Return an expression in what Python 3.10, RE2 and Rust know, too; it reads the same lines."""
    return expression.replace(b"*+", b"*").replace(b"++", b"+")
