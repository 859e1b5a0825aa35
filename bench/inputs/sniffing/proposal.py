"""Propose a declaration for lines that no format reads: walk along many of them at once, while most of them agree.

At each place counts the first of these that nine lines of ten have: the same text, a time, a level or a number,
something enclosed, a word that is ended by the same character. Where there is none, or text begins to flow, the rest is
the message. Lines that agree in nothing may be records with a stack trace each: then those count that begin as most do.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bench.formats import ranking
from bench.formats.field_types import TYPES, portable
from bench.formats.loading import of_template
from bench.formats.pieces import TemplateError
from bench.formats.ranking import Candidate, LogSample
from bench.inputs.sniffing.time_stamps import STAMPS
from bench.model.characters import escape

AGREED: Final = 0.9  # share of the lines
LEAST: Final = 0.6  # share of the lines below which nothing is proposed
WALKED: Final = 500  # lines
MOST_STEPS: Final = 80
SAMPLES: Final = 3
LONGEST_SAMPLE: Final = 400  # bytes
COLUMNS: Final = 9  # words within which a level may still come
_LEVEL: Final = re.compile(TYPES["severity"].body + rb"(?![A-Za-z0-9_.])")
_NUMBER: Final = re.compile(TYPES["int"].body + rb"(?![A-Za-z0-9_.])")
_VALUES: Final = {
    ("level", "severity"): _LEVEL,
    ("number", "int"): _NUMBER,
    ("number", "float"): re.compile(TYPES["float"].body + rb"(?![A-Za-z0-9_.])"),
    ("address", "address"): re.compile(
        rb"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f]*:[0-9a-f:]+:[0-9a-f]*)(?![A-Za-z0-9_.:])"
    ),
}
_ENCLOSED: Final = (("[", "brackets", "]"), ('"', "quoted", '"'), ("(", "", ")"))
_WORD: Final = re.compile(rb"[^\s\[\](){}\"|,;:=]+")
_BLANK_ENDED: Final = re.compile(rb"[^\s]+(?= )")
_RUN: Final = re.compile(rb"[ \t]+")
_MARK: Final = re.compile(rb"[^A-Za-z0-9\s\[(\"]")


@dataclass(frozen=True)
class Proposal:
    """A declaration that was made from lines.

    Args:
        read: how it reads them.
        samples: lines that it reads: the shortest, a usual and the longest.
    """

    read: Candidate
    samples: tuple[bytes, ...]

    def toml(self, title: str, *, with_samples: bool) -> str:
        """Return the file to save; the samples are lines of the log."""
        declared = self.read.format.declared
        parts = [f"title = {toml_text(title)}", f"line = {toml_text(declared.line or '')}"]
        if declared.records.multiline:
            parts += ["", "[records]", "multiline = true"]
        for line in self.samples if with_samples else ():
            parts += ["", "[[samples]]", f"line = {toml_text(line.decode('utf-8', 'replace'))}"]
        return "\n".join(parts) + "\n"


def propose(taken: LogSample) -> Proposal | None:
    """Return what most lines of a sample look like, or None if that is not said by a template."""
    filled = [line for line in taken.lines if line.strip()]
    read = _read(filled, taken)
    if not read and (begun := _read(_first_of_records(filled), taken)) and begun.format.begins:
        read = begun
    if not read:
        return None
    fitting = sorted((line for line in filled if read.reading.split(line) is not None), key=len)
    short = [line for line in fitting if len(line) <= LONGEST_SAMPLE] or fitting[:1]
    chosen = dict.fromkeys((short[0], short[len(short) // 2], short[-1]))
    return Proposal(read, tuple(chosen)[:SAMPLES])


def _read(lines: Sequence[bytes], taken: LogSample) -> Candidate | None:
    """Return how a sample is read by a template of some of its lines; None if it tells little, or reads too few."""
    walked = lines[:: max(1, len(lines) // WALKED)][:WALKED]
    try:
        held = of_template(_Walk(walked).template())
    except TemplateError:
        return None
    read, fields = ranking.candidate(held, taken), held.template.fields if held.template else ()
    if all(piece.type == "rest" for piece in fields):
        return None
    return read if read.is_usable and read.share >= LEAST else None


def _first_of_records(lines: Sequence[bytes]) -> list[bytes]:
    """Return the lines that begin as most do, by a digit, a letter or the same sign; not those that are indented."""
    outer = [line for line in lines if not line[:1].isspace()]
    alike: dict[bytes, list[bytes]] = {}
    for line in outer:
        first = line[:1]
        alike.setdefault(b"0" if first.isdigit() else b"a" if first.isalpha() else first, []).append(line)
    most = max(alike.values(), key=len, default=[])
    return most if len(most) >= LEAST * len(outer) else []


def toml_text(text: str) -> str:
    """Return a text as TOML writes it."""
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    special = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n"}
    return '"' + "".join(special.get(each, each if each.isprintable() else escape(each)) for each in text) + '"'


class _Walk:
    """Lines, how far each was walked along, and the template of that."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._places = [(line, 0) for line in lines]
        self._parts: list[str] = []
        self._names: Counter[str] = Counter()

    def template(self) -> str:
        """Walk as far as the lines agree, and return the template."""
        steps = (self._literal, self._stamp, self._value, self._enclose, self._word)
        while self._is_on() and len(self._parts) < MOST_STEPS and any(step() for step in steps):
            pass
        if self._is_on():
            self._parts.append("{message:rest}")
        return "".join(self._parts)

    def _is_on(self) -> bool:
        return any(at < len(line) for line, at in self._places)

    def _agree(self, pattern: re.Pattern[bytes]) -> list[re.Match[bytes] | None] | None:
        found = [pattern.match(line, at) for line, at in self._places]
        return found if sum(map(bool, found)) >= AGREED * len(found) else None

    def _step(self, part: str, found: list[re.Match[bytes] | None]) -> bool:
        """Take a part of the template; lines that do not have it are left behind."""
        self._parts.append(part)
        self._places = [(line, match.end()) for (line, _), match in zip(self._places, found, strict=True) if match]
        return True

    def _name(self, name: str) -> str:
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name}{self._names[name]}"

    def _literal(self) -> bool:
        if found := self._agree(_RUN):
            widths = {match[0] for match in found if match}
            return self._step(widths.pop().decode() if widths in ({b" "}, {b"\t"}) else "{ }", found)
        marks = Counter(match[0] for line, at in self._places if (match := _MARK.match(line, at)))
        mark, count = marks.most_common(1)[0] if marks else (b"", 0)
        if count < AGREED * len(self._places) or self._agree(_NUMBER) or mark == b"\\":
            return False
        agreed = self._agree(re.compile(re.escape(mark)))
        text = mark.decode("latin-1")
        return bool(agreed) and text.isascii() and self._step(f"\\{text}" if text in "{}" else text, agreed or [])

    def _stamp(self) -> bool:
        for kind, pattern in STAMPS:
            if found := self._agree(pattern):
                return self._step(f"{{{self._name('time')}:{kind}}}", found)
        return False

    def _value(self) -> bool:
        for (name, kind), pattern in _VALUES.items():
            if found := self._agree(pattern):
                return self._step(f"{{{self._name(name)}:{kind}}}", found)
        return False

    def _enclose(self) -> bool:
        for opening, kind, closing in _ENCLOSED:
            inside = portable(TYPES[kind].body) if kind else rb"[^)\r\n]*"
            found = self._agree(re.compile(re.escape(opening.encode()) + inside + re.escape(closing.encode())))
            if not found:
                continue
            within = [match[0][1:-1] for match in found if match]
            for time, pattern in STAMPS if opening == "[" else ():
                if sum(bool(pattern.fullmatch(text)) for text in within) >= AGREED * len(within):
                    return self._step(f"[{{{self._name('time')}:{time}}}]", found)
            field = f"{self._name('field')}:{kind}" if kind else self._name("field")
            return self._step(f"{opening}{{{field}}}{closing}", found)
        return False

    def _word(self) -> bool:
        """Take a word if what ends it is the same nearly everywhere, and no text flows yet."""
        found = self._agree(_WORD)
        if not found:
            return False
        ends = Counter(match.string[match.end() : match.end() + 1] for match in found if match)
        end, count = ends.most_common(1)[0]
        longer = self._agree(_BLANK_ENDED)
        if end not in b" \t" and longer and sum(map(bool, longer)) > count:
            end, count, found = b" ", sum(map(bool, longer)), longer
        follows_field = bool(self._parts) and self._parts[-1].endswith("}") and self._parts[-1] != "{ }"
        if count < AGREED * len(self._places) or not end or follows_field:
            return False
        if end == b" " and "time" in self._names and not self._is_level_ahead():
            return False
        return self._step(f"{{{self._name('field')}:{self._up_to(end.decode('latin-1'))}}}", found)

    def _up_to(self, end: str) -> str:
        if end == " ":
            return "word"
        if end == "]":
            return "tag"
        return f"[^ \t{end}]" if self._parts and self._parts[-1] == "{ }" else f"[^{end}]"

    def _is_level_ahead(self) -> bool:
        if "level" in self._names:
            return False
        rows = [line[at:].split(None, COLUMNS) for line, at in self._places]
        return any(
            sum(len(row) > column and bool(_LEVEL.fullmatch(row[column].strip(b"[]:|,"))) for row in rows)
            >= AGREED * len(rows)
            for column in range(1, COLUMNS)
        )
