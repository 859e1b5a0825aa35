"""A web application's log: timestamp|level|message|ip_address|user_id.

Each line draws one 64-bit word: 16 bits for level and message, 16 for its session, 32 for what varies in
its message and for what goes wrong with it. Levels and messages share one table of 65,536 places, so that counting
places counts both. A message is copied with the numbers and identifiers in it, which are then overwritten.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.model.types import Recipe, Scalar, Truth
from generators.content import clock, damage, faker_pool, log_messages, people
from generators.content.clock import Bursts, Clock, Moments
from generators.content.damage import KINDS, TRACE, Damage, long, trace
from generators.content.people import People
from generators.content.phrases import varying
from generators.content.truth_counts import DrawnLines, Tally
from generators.content.web.request_numbers import RequestNumbers
from generators.lines import settings
from generators.lines.blocks import BLOCK, Assembler, Column, Ints, LineSpan, Pieces, Rows, parts
from generators.lines.generator import Put
from generators.lines.random_draws import LINES, high_half, key, quarters, words
from generators.lines.serials import Regular
from generators.lines.settings import SHARE, SettingRange, setting
from generators.lines.varied import VariedLines, VariedPieces

SUFFIX: Final = ".log"
VERSION: Final = 3


@dataclass(frozen=True, kw_only=True)
class WebLogSettings(damage.DamageSettings, clock.ClockSettings, people.PeopleSettings, log_messages.MessageSettings):
    """The settings of a web log."""

    variable: float = setting(
        0.0, "share of records whose message ends in a request number, nearly always a different one", SHARE
    )
    long: float = setting(0.0002, "share of DEBUG records with the body of a request", SHARE)
    long_bytes: int = setting(2_000, "length of such a body in bytes", SettingRange(1, 10**7))
    crlf: bool = setting(False, "end lines with CR LF")  # noqa: FBT003 - the default of a setting


SETTINGS: Final = WebLogSettings
_FIRST_SERIAL: Final = 1000
"""What numbers that count up begin with in the first block of lines."""

_ODD: Final = (*KINDS, "trace", "long")
_CLEAN: Final = dict.fromkeys((*_ODD, "scanners", "health"), 0.0)
PRESETS: Final[Mapping[str, Mapping[str, Scalar]]] = {
    "clean": _CLEAN | {"bursts": 0},
    "realistic": {},
    "dirty": {"blank": 0.003, "cut": 0.006, "extra_pipe": 0.008, "trace": 0.01, "joined": 0.003}
    | {"odd": 0.01, "invalid": 0.002, "long": 0.001},
    "high-cardinality": {"variable": 0.9, "error_messages": 500, "other_messages": 3_000, "skew": 0.5}
    | {"users": 20_000, "user_skew": 0.3, "line_length": 100},
}


def write(recipe: Recipe, spans: Iterable[LineSpan], put: Put) -> Truth:
    """Make the lines of each span, hand them over, and return the truth about those that were kept."""
    log = _WebLog(recipe)
    for span in spans:
        log.make(span, put)
    return log.truth()


class _WebLog:
    """One log: its tables, and what has been counted of it."""

    def __init__(self, recipe: Recipe) -> None:
        set_to = settings.read(WebLogSettings, recipe.knobs)
        self._key = key(recipe)
        self._lines = np.arange(BLOCK)
        self._end = b"\r\n" if set_to.crlf else b"\n"
        self._long_bytes = set_to.long_bytes
        vocabulary = faker_pool.of(recipe, set_to.locale)
        self._people = People(set_to, vocabulary, self._key)
        self._requests = RequestNumbers(self._key, set_to.variable)
        self._messages = log_messages.build(set_to, vocabulary, secret=self._key, room=self._room(set_to))
        self._clock = Clock(set_to)
        self._bursts = Bursts(self._key, set_to.bursts, set_to.burst_seconds)
        shares = {kind: getattr(set_to, kind) for kind in _ODD}
        self._damage = Damage(shares | {"trace": shares["trace"] / TRACE})
        self._checks = Regular(set_to.health)
        self._errors = self._messages.errors()
        self._named = self._messages.personal() * np.int64(self._people.named)
        self._heads = _heads(self._messages)
        self._tails = Pieces([tail.encode() + self._end for tail in self._people.tails()])
        self._assembler = Assembler()
        self._tally = Tally(self._messages)

    def _room(self, set_to: WebLogSettings) -> Fraction:
        """Return the bytes that a line of mean length has left for level and message."""
        frame = len("2024-01-15 10:30:45||||") + len(self._end)
        return set_to.line_length - frame - self._people.mean_length() - self._requests.mean_length()

    def make(self, span: LineSpan, put: Put) -> None:
        """Make the lines of a span, hand them over, and count those that are kept."""
        first, start = span.block * BLOCK, span.first
        bits = words(self._key, LINES, span.block, span.last)
        moments = self._clock.moments(first, first + span.last)
        events = np.ascontiguousarray(high_half(bits))
        found = self._damage.find(events)
        messages, people = self._choose(span.block, bits, moments)
        traces = self._traces(found, messages)
        moments = moments if start == 0 else self._clock.moments(first + start, first + span.last)
        rows, requests = moments.rows(), self._requests.draw(span)
        stamps = Rows(self._clock.stamps(moments.seconds, lambda day: b"%b " % day.isoformat().encode()))
        self._heads.set_kind(varying.SERIAL, b"%d" % (_FIRST_SERIAL + span.block % (10_000 - _FIRST_SERIAL)))
        heads = VariedLines(self._heads, messages[start:], events[start:])
        columns: list[Column] = [(stamps, rows), (heads, self._lines[: span.last - start])]
        columns += [*self._requests.columns(requests), (self._tails, people[start:])]
        replaced = {
            line - start: self._write_damaged(parts(columns, line - start), *how) + self._end
            for line, how in found.items()
            if line >= start and how[0] != "trace"
        }
        replaced |= {line - start: text + self._end for line, text in traces.items() if line >= start}
        block = self._assembler.assemble(columns, replaced)
        kept = put(block)
        self._tally.add(DrawnLines(moments, messages[start:], requests, replaced), block.ends[:kept])

    def truth(self) -> Truth:
        """Return what was counted."""
        return self._tally.truth()

    def _choose(self, number: int, bits: NDArray[np.uint64], moments: Moments) -> tuple[Ints, Ints]:
        """Return what the lines of a block say, and of whom they are."""
        messages, people = self._messages, self._people.choose(number, quarters(bits, 1))
        said = messages.tables.choose(quarters(bits, 0), self._bursts.active(moments.seconds), moments.rows())
        scanned = (people >= self._people.machines).nonzero()[0]
        said[scanned] = messages.scans.start + quarters(bits, 0)[scanned] % len(messages.scans)
        checks = self._checks.among(number * BLOCK, len(bits))
        said[checks], people[checks] = messages.health, self._people.health
        people += self._named.take(said)
        return said, people

    def _traces(self, found: Mapping[int, tuple[str, int]], messages: Ints) -> dict[int, bytes]:
        """Return the lines of stack traces by their place: each follows the next ERROR record of the block, whole."""
        lines: dict[int, bytes] = {}
        free = 0
        if all(kind != "trace" for kind, _ in found.values()):
            return lines
        errors = np.flatnonzero(self._errors.take(messages))
        for line, (kind, luck) in found.items():
            at = np.searchsorted(errors, max(line, free))
            if kind == "trace" and at < len(errors):
                first = int(errors[at]) + 1
                texts = trace(self._heads.pieces[int(messages[first - 1])].split(b"|")[2], luck)
                if first + len(texts) <= BLOCK:
                    lines |= dict(enumerate(texts, first))
                    free = first + len(texts)
        return {line: text for line, text in lines.items() if line < len(messages)}

    def _write_damaged(self, pieces: list[bytes], kind: str, luck: int) -> bytes:
        fields = b"".join(pieces).removesuffix(self._end).split(b"|")
        return long(fields, self._long_bytes) if kind == "long" else KINDS[kind](fields, luck)


def _heads(messages: log_messages.Messages) -> VariedPieces:
    """Return the pieces of levels and messages, each behind a pipe."""
    named = zip(messages.levels, messages.texts, strict=True)
    texts, places = zip(*(varying.places(f"|{level}|{text}") for level, text in named), strict=True)
    return VariedPieces(texts, places, [varying.values(kind) for kind in varying.KINDS], varying.WIDTH)
