"""A web application's log: timestamp|level|message|ip_address|user_id.

Each line draws one 64-bit word: 16 bits for level and message, 16 for the user, 32 for the address and for what goes
wrong with the line. Levels and messages share one table of 65,536 places, so that counting places counts both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bench.model.types import Recipe, Scalar, Truth
from generators.content import clock, damage, faker_pool, log_messages, people
from generators.content.clock import Bursts, Clock
from generators.content.damage import KINDS, Damage, long
from generators.content.people import People
from generators.content.truth_counts import DrawnLines, Tally
from generators.content.web.request_numbers import RequestNumbers
from generators.lines import settings
from generators.lines.blocks import BLOCK, Assembler, Column, LineSpan, Pieces, Rows, parts
from generators.lines.generator import Put
from generators.lines.random_draws import LINES, high_half, key, quarters, words
from generators.lines.settings import SHARE, SettingRange, setting

SUFFIX: Final = ".log"
VERSION: Final = 2


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
_CLEAN: Final = dict.fromkeys((*KINDS, "long"), 0.0)
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
        self._end = b"\r\n" if set_to.crlf else b"\n"
        self._long_bytes = set_to.long_bytes
        vocabulary = faker_pool.of(recipe, set_to.locale)
        self._people = People(set_to, vocabulary, self._key)
        self._requests = RequestNumbers(self._key, set_to.variable)
        self._messages = log_messages.build(set_to, vocabulary, secret=self._key, room=self._room(set_to))
        self._clock = Clock(set_to)
        self._bursts = Bursts(self._key, set_to.bursts, set_to.burst_seconds)
        self._damage = Damage({kind: getattr(set_to, kind) for kind in (*KINDS, "long")})
        named = zip(self._messages.levels, self._messages.texts, strict=True)
        self._heads = Pieces([f"|{level}|{text}".encode() for level, text in named])
        self._tails = Pieces([f"|{address}|{user}".encode() + self._end for address, user in self._people])
        self._assembler = Assembler()
        self._tally = Tally(self._messages)

    def _room(self, set_to: WebLogSettings) -> Fraction:
        """Return the bytes that a line of mean length has left for level and message."""
        frame = len("2024-01-15 10:30:45||||") + len(self._end)
        return set_to.line_length - frame - self._people.mean_length() - self._requests.mean_length()

    def make(self, span: LineSpan, put: Put) -> None:
        """Make the lines of a span, hand them over, and count those that are kept."""
        bits = words(self._key, LINES, span.block, span.last)[span.first :]
        moments = self._clock.moments(span.block * BLOCK + span.first, span.block * BLOCK + span.last)
        rows = moments.rows()
        messages = self._messages.tables.choose(quarters(bits, 0), self._bursts.active(moments.seconds).take(rows))
        requests = self._requests.draw(span)
        people = self._people.choose(quarters(bits, 1), high_half(bits))
        stamps = Rows(self._clock.stamps(moments.seconds, lambda day: b"%b " % day.isoformat().encode()))
        columns: list[Column] = [(stamps, rows), (self._heads, messages)]
        columns += [*self._requests.columns(requests), (self._tails, people)]
        damaged = self._damage.find(high_half(bits))
        replaced = {number: self._damaged(parts(columns, number), *how) + self._end for number, how in damaged.items()}
        block = self._assembler.assemble(columns, replaced)
        kept = put(block)
        self._tally.add(DrawnLines(moments, messages, requests, replaced), block.ends[:kept])

    def truth(self) -> Truth:
        """Return what was counted."""
        return self._tally.truth()

    def _damaged(self, pieces: list[bytes], kind: str, luck: int) -> bytes:
        fields = b"".join(pieces).removesuffix(self._end).split(b"|")
        return long(fields, self._long_bytes) if kind == "long" else KINDS[kind](fields, luck)
