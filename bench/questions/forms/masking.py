"""Take the owner's data out of records, and leave their form: letters and digits become others, punctuation stays.

A scaffold's edge cases are records of the log, and its files are published with every report, that of a twin included.
So numbers and times become others, too; only usual levels stay, and what the question itself says of a field. Each is
known by its form: a field that is called a level may hold anything. What a number or a time is compared with takes its
place; the record's own comes last, where nothing else counts as the record does. Of the names of fields, those stay
that the question or the format says.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from bench.formats.by_columns import ColumnsReading
from bench.formats.by_keys import LogfmtReading, as_logfmt
from bench.formats.by_nesting import NestedReading
from bench.formats.declaration import MESSAGE
from bench.formats.field_types import LEVELS, TIME_TYPES, TYPES
from bench.formats.log_format import LogFormat
from bench.formats.pieces import FieldPiece
from bench.formats.reading import FormatReading
from bench.questions.conditions import FieldTest, comparisons
from bench.questions.log_question import LogQuestion

LETTERS: Final = "abcdef"  # each is also a digit of an address
TRIES: Final = 12
_KEPT: Final = frozenset({"severity", "separators"})
_FIGURES: Final = frozenset({"int", "float"})
_CLOCK: Final = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
_TIME: Final = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[T ]{_CLOCK})?|{_CLOCK}")
_NAMED_TIME: Final = re.compile(
    r"(?:[0-9 .,:/+-]|[TZ]|UTC|GMT|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)*"
)
_SHORT: Final = 2  # letters of a level, such as E or 50
_FIGURE: Final = re.compile(r"[0-9.,+-]*(?:[eE][+-]?[0-9]+)?")
_METHODS: Final = "GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PROPFIND"
_REQUEST: Final = re.compile(rf"((?:{_METHODS}) )(.*?)( HTTP/[0-9.]{{1,3}})?", re.DOTALL)
_CHARACTER: Final = re.compile(r"\w")
_DIGITS: Final = re.compile(r"[0-9]+")
_EXPONENT_OR_DIGIT: Final = re.compile(r"[eE].*|[0-9]", re.DOTALL)
_MEETS: Final = {">": 1, "<": -1, "!=": 1, "not in": 1}


class Masking:
    """Masks records one after the other; equal values become equal, different ones stay different for a while."""

    def __init__(self, held: LogFormat, question: LogQuestion, reading: FormatReading) -> None:
        self._format = held
        self._reading = reading
        self._inner = Masking(held.inner, question, held.inner.reading()) if held.inner else None
        self._numbers = question.numbers
        self._fields = frozenset(question.fields)
        self._spared: dict[str, list[str]] = {}
        self._nearby: dict[str, list[float]] = {}
        for compared in comparisons(question.where):
            texts = [value for value in compared.values if isinstance(value, str)]
            self._spared.setdefault(compared.field, []).extend(texts)
            self._nearby.setdefault(compared.field, []).extend(_nearby(compared))
        self._said = _words_of(held) | self._fields
        self._seen: dict[str, int] = {}
        self._called: dict[str, str] = {}
        self._shift = 0

    def masked(self, record: bytes) -> Iterator[bytes]:
        """Yield records of the same form; one may be what is not to count. Only the last may hold the owner's."""
        for self._shift in range(TRIES):
            yield self._mask(record)

    def _mask(self, record: bytes) -> bytes:
        if self._inner and isinstance(self._reading, NestedReading):
            line, found = record.split(b"\n")[-1], self._reading.parted(record)
            messages = self._inner.shifted(self._shift, found[1]).split(b"\n") if found else []
            return b"\n".join(self._line(line, message) for message in messages)
        if isinstance(self._reading, ColumnsReading):
            return self._row(record, self._reading)
        if self._format.kind == "logfmt":
            fields = LogfmtReading({}).split(record) or {}
            return as_logfmt(
                {self._name(key, key): self._value(key, value, self._aliases(key)) for key, value in fields.items()}
            )
        if self._format.begins:
            line, end, more = record.partition(b"\n")
            return self._line(line) + end + self._text(MESSAGE, more.decode("utf-8", "replace")).encode()
        return self._line(record)

    def shifted(self, shift: int, record: bytes) -> bytes:
        """Return one of the records that `masked` yields."""
        self._shift = shift
        return self._mask(record)

    def _name(self, key: str, path: str) -> str:
        """Return a key, which has a path from the outermost object, or another name if only the log says it."""
        if any(said == path or said.startswith(f"{path}.") for said in self._said):
            return key
        return self._called.setdefault(path, f"k{len(self._called) + 1}")

    def header(self, line: bytes) -> bytes:
        """Return the line that names the columns with the names that rows have."""
        if not isinstance(self._reading, ColumnsReading):
            return line
        names, delimiter = self._reading.named(), self._reading.delimiter
        shown = delimiter.join(self._name(name, name) for name in names)
        return line.replace(delimiter.join(names).encode(), shown.encode())

    def _line(self, record: bytes, message: bytes | None = None) -> bytes:
        """Return a masked line; in one that wraps a message, with another message."""
        if self._format.template:
            return self._fill_template(record, {piece.name: piece for piece in self._format.template.fields}, message)
        return self._object(record, message)

    def _row(self, record: bytes, reading: ColumnsReading) -> bytes:
        fields = reading.split(record) or {}
        shown = {name: self._value(name, value, (name,)) for name, value in fields.items()}
        if b'"' in record:
            return reading.write(shown)
        return reading.delimiter.join(str(shown[name] or "") for name in reading.named() if name in shown).encode()

    def _fill_template(self, record: bytes, pieces: Mapping[str, FieldPiece], message: bytes | None) -> bytes:
        template = self._format.template
        found = template.pattern.fullmatch(record) if template else None
        if not found:
            return self._text("", record.decode("utf-8", "replace")).encode()
        out, at = b"", 0
        for name, piece in sorted(pieces.items(), key=lambda item: found.start(item[0])):
            start, end = found.span(name)
            if start < at or not _is_masked(piece):
                continue
            text = record[start:end].decode("utf-8", "replace")
            shown = (text if text == piece.none else self._piece(piece, text)).encode()
            out, at = out + record[at:start] + (shown if message is None or name != MESSAGE else message), end
        return out + record[at:]

    def _piece(self, piece: FieldPiece, text: str) -> str:
        if "level" in {piece.name, piece.type} and _is_level(text):
            return text
        if piece.type in TIME_TYPES or "%" in piece.type or (piece.name == "time" and _NAMED_TIME.fullmatch(text)):
            return self._time(piece.name, text)
        if piece.type in _FIGURES or (piece.name in self._numbers and _FIGURE.fullmatch(text)):
            return self._number(piece.name, text)
        if piece.type != "http":
            return self._text(piece.name, text)
        found = _REQUEST.fullmatch(text)
        return f"{found[1]}{self._text('path', found[2])}{found[3] or ''}" if found else self._text("path", text)

    def _object(self, record: bytes, message: bytes | None) -> bytes:
        fields = json.loads(record.decode("utf-8", "replace"))
        blank = b'": ' in record or b", " in record
        shown = {self._name(key, key): self._value(key, value, self._aliases(key)) for key, value in fields.items()}
        if message is not None:
            ends = self._format.declared.parts.ends if self._format.declared.parts else ""
            key = next(key for key in fields if MESSAGE in self._aliases(key))
            shown[key] = message.decode("utf-8", "replace") + ends
        return json.dumps(shown, ensure_ascii=False, separators=(", ", ": ") if blank else (",", ":")).encode()

    def _aliases(self, key: str) -> frozenset[str]:
        """Return the fields that a key may stand for."""
        named = self._format.declared.json or self._format.declared.logfmt or {}
        return frozenset({key} | {field for field, keys in named.items() if key in keys})

    def _value(self, key: str, value: Any, names: Iterable[str]) -> Any:  # noqa: ANN401 - any JSON value
        names = frozenset(names)
        if isinstance(value, dict):
            return {
                self._name(inner, f"{key}.{inner}"): self._value(
                    f"{key}.{inner}", each, self._aliases(f"{key}.{inner}")
                )
                for inner, each in value.items()
            }
        if isinstance(value, list):
            return [self._value(key, each, ()) for each in value[:2]]
        if value is None or isinstance(value, bool) or ("level" in names and _is_level(str(value))):
            return value
        field = next(iter(names & self._fields), key)
        if isinstance(value, int | float):
            return type(value)(self._number(field, repr(value)))
        if names & self._numbers and _FIGURE.fullmatch(value):
            return self._number(field, value)
        is_time = _TIME.fullmatch(value) or ("time" in names and _NAMED_TIME.fullmatch(value))
        return self._time(field, value) if is_time else self._text(field, value)

    def _number(self, field: str, text: str) -> str:
        """Return a number with other digits, none of them 0; of one that is compared, a number near to what it is."""
        near = self._nearby.get(field)
        if not near:
            digit = str(1 + self._rank(text) % 8)  # 19 digits are still a whole number of 64 bits
            return _EXPONENT_OR_DIGIT.sub(lambda found: digit if found[0].isdigit() else found[0], text)
        if self._shift == TRIES - 1:
            return text
        other = near[self._shift % len(near)]
        fraction = (1 + self._rank(text) % 3) / 4 if self._shift % 2 == 0 else 0  # now one of its own, now that of ==
        return str(other + fraction) if "." in text else str(int(other))

    def _time(self, field: str, text: str) -> str:
        """Return another time of the same form; of one that is compared, first the time that it is compared with."""
        spared = self._spared.get(field, ())
        if spared and self._shift == TRIES - 1:
            return text
        rank = self._rank(text)
        other = _DIGITS.sub(lambda found: _moment(rank, len(found[0])), text)
        return [*(each + other[len(each) :] for each in spared), other][self._shift % (len(spared) + 1)]

    def _text(self, field: str, text: str) -> str:
        """Return a text with other letters and digits, but for what the question says of the field."""
        rank = self._rank(text)
        spared = [re.escape(each) for each in self._spared.get(field, ()) if each]
        parts = re.split(f"({'|'.join(sorted(spared, key=len, reverse=True))})", text) if spared else [text]
        other = _other(rank)
        return "".join(part if number % 2 else _CHARACTER.sub(other, part) for number, part in enumerate(parts))

    def _rank(self, text: str) -> int:
        return self._seen.setdefault(text, len(self._seen)) + self._shift


def _words_of(held: LogFormat) -> frozenset[str]:
    """Return the names of fields that the declaration of a format says."""
    declared = held.declared
    tables = [table for table in (declared.json, declared.logfmt) if table]
    parts = declared.parts
    told = [*parts.unfinished, parts.stream] if parts else []
    return frozenset([*told, *(key for table in tables for keys in table.values() for key in keys)])


def _is_masked(piece: FieldPiece) -> bool:
    is_listed = "," in piece.type and piece.type not in TYPES and not piece.type.startswith("[^")
    return not (piece.type in _KEPT or is_listed)


def _is_level(text: str) -> bool:
    return len(text) <= _SHORT or text.lower() in LEVELS


def _nearby(compared: FieldTest) -> list[float]:
    """Return numbers near to those of a comparison: first one that meets it by itself."""
    numbers = [value for value in compared.values if not isinstance(value, str)]
    steps = (_MEETS.get(compared.operator, 0), 1, -1, 0)
    return [number + step for step in steps for number in numbers]


def _moment(rank: int, digits: int) -> str:
    """Return a number of so many digits that is one in a date, a time of day, a fraction or a time since 1970."""
    short = {1: f"{1 + rank % 9}", 2: f"{1 + rank % 12:02}", 4: f"20{1 + rank % 12:02}"}
    return short.get(digits, "1".ljust(digits, str(rank % 10)))


def _other(rank: int) -> Callable[[re.Match[str]], str]:
    """Return what gives another character of the same sort: a digit, a capital or a small letter."""
    letter = LETTERS[rank % len(LETTERS)]

    def other(found: re.Match[str]) -> str:
        if found[0] == "_":
            return "_"
        if found[0].isdigit():
            return str(rank % 10)
        return letter.upper() if found[0].isupper() else letter

    return other
