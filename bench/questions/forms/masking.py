"""Take the owner's data out of records, and leave their form: letters and digits become others, punctuation stays.

A scaffold's edge cases are records of the log, and its files are published with every report. What the question itself
says of a field stays, and so do times, usual levels and numbers that are computed with. Each is known by its form: a
field that is called a level may hold anything. Of the names of fields, those stay that the question or the format says.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from bench.formats.by_columns import ColumnsReading
from bench.formats.by_keys import LogfmtReading, as_logfmt
from bench.formats.by_nesting import NestedReading
from bench.formats.declaration import MESSAGE
from bench.formats.field_types import LEVELS, TYPES
from bench.formats.log_format import LogFormat
from bench.formats.pieces import FieldPiece
from bench.formats.reading import FormatReading
from bench.questions.conditions import comparisons
from bench.questions.log_question import LogQuestion

LETTERS: Final = "abcdef"  # each is also a digit of an address
_KEPT: Final = frozenset({"severity", "epoch", "apache", "syslog", "iso", "clock", "separators"})
_FIGURES: Final = frozenset({"int", "float"})
_CLOCK: Final = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
_TIME: Final = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[T ]{_CLOCK})?|{_CLOCK}")
_NAMED_TIME: Final = re.compile(
    r"(?:[0-9 .,:/+-]|[TZ]|UTC|GMT|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)*"
)
_SHORT: Final = 2  # letters of a level, such as E or 50
_FIGURE: Final = re.compile(r"[0-9.,+-]*(?:[eE][+-]?[0-9]+)?")
_DIGIT: Final = re.compile(r"[0-9]")
_METHODS: Final = "GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PROPFIND"
_REQUEST: Final = re.compile(rf"((?:{_METHODS}) )(.*?)( HTTP/[0-9.]{{1,3}})?", re.DOTALL)
_CHARACTER: Final = re.compile(r"\w")


class Masking:
    """Masks records one after the other; equal values become equal, different ones stay different for a while."""

    def __init__(self, held: LogFormat, question: LogQuestion, reading: FormatReading) -> None:
        self._format = held
        self._reading = reading
        self._inner = Masking(held.inner, question, held.inner.reading()) if held.inner else None
        self._numbers = question.numbers
        self._fields = frozenset(question.fields)
        self._spared: dict[str, list[str]] = {}
        for compared in comparisons(question.where):
            texts = [value for value in compared.values if isinstance(value, str)]
            self._spared.setdefault(compared.field, []).extend(texts)
        self._said = _words_of(held) | self._fields
        self._seen: dict[str, int] = {}
        self._called: dict[str, str] = {}
        self._shift = 0

    def masked(self, record: bytes) -> Iterator[bytes]:
        """Yield records of the same form that hold nothing of the owner's; one of them may be what is not to count."""
        for self._shift in range(len(LETTERS)):
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
        if self._stays({piece.name}, text):
            return text
        if piece.type in _FIGURES:
            return _DIGIT.sub(str(self._rank(text) % 10), text)
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
        if value is None or isinstance(value, bool) or self._stays(names, str(value)):
            return value
        if isinstance(value, int | float):
            return self._rank(str(value))
        field = next(iter(names & self._fields), key)
        return value if _TIME.fullmatch(value) else self._text(field, value)

    def _stays(self, names: Collection[str], text: str) -> bool:
        """Tell whether a value is a time, a level or a number that is computed with, by its fields and its form."""
        if "level" in names and (len(text) <= _SHORT or text.lower() in LEVELS):
            return True
        if "time" in names and _NAMED_TIME.fullmatch(text):
            return True
        return bool(self._numbers.intersection(names) and _FIGURE.fullmatch(text))

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
    return not (piece.type in _KEPT or "%" in piece.type or is_listed)


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
