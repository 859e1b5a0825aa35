"""A web server's log: timestamp|level|message|ip_address|user_id.

Each line draws one 64-bit word: 16 bits for level and message, 16 for the user and the address, 32 for what goes wrong
with the line. Levels and messages share one table, so that the counts of its places are the truth about both.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.model import Recipe, Scalar, Truth
from generators import faker_pool
from generators.clock import Clock
from generators.contract import BLOCK, Put, Span, knob
from generators.drawing import LINES, SLOTS, Draws, apportion, fraction, key, table, threshold, words, zipf
from generators.lines import assemble, pieces
from generators.messages import LEVELS, compose

SUFFIX: Final = ".log"
VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class KNOBS:
    """The settings of a web log."""

    debug: float = knob(0.1, "Share of DEBUG records.")
    warning: float = knob(0.12, "Share of WARNING records.")
    error: float = knob(0.1, "Share of ERROR records.")
    critical: float = knob(0.002, "Share of CRITICAL records; INFO has what is left.")
    error_messages: int = knob(127, "Distinct ERROR messages.")
    other_messages: int = knob(800, "Distinct messages of all other levels together.")
    skew: float = knob(1.0, "Exponent of Zipf's law for messages: 0 is all alike, 1 is usual.")
    users: int = knob(5000, "Distinct users.")
    user_skew: float = knob(0.6, "Exponent of Zipf's law for users.")
    per_day: int = knob(1_000_000, "Lines of a day.")
    swing: int = knob(20, "How many times busier the busiest hour is than the quietest.")
    malformed: float = knob(0.0005, "Share of records that do not have four pipes.")
    start: str = knob("2024-01-15", "The first day.")
    locale: str = knob("en_US", "Locale of Faker's vocabulary.")


PRESETS: Final[Mapping[str, Mapping[str, Scalar]]] = {
    "clean": {"malformed": 0.0},
    "realistic": {},
    "dirty": {"malformed": 0.03},
    "high-cardinality": {"error_messages": 5000, "other_messages": 20_000, "skew": 0.2, "users": 20_000},
}


def write(recipe: Recipe, spans: Iterable[Span], put: Put) -> Truth:
    """Make the lines of each span, hand them over, and return the truth about those that were kept."""
    log = _Log(recipe)
    for span in spans:
        log.make(span, put)
    return log.truth()


class _Log:
    def __init__(self, recipe: Recipe) -> None:
        knobs = KNOBS(**recipe.knobs)  # type: ignore[arg-type] - the recipe's knobs were checked when it was made
        self.key = key(recipe)
        vocabulary = faker_pool.load(recipe.seed, knobs.locale)
        self.clock = Clock(knobs.start, knobs.per_day, knobs.swing)
        self.levels, texts, self.table = _messages(knobs, vocabulary, self.key)
        self.texts = texts
        self.heads = pieces([f"|{level}|{text}".encode() for level, text in zip(self.levels, texts, strict=True)])
        self.tails, self.who = _people(knobs, vocabulary, self.key)
        self.times = [b" %02d:%02d:%02d" % (s // 3600, s // 60 % 60, s % 60) for s in range(86_400)]
        self.broken_below = threshold(knobs.malformed)
        self.counts = np.zeros(len(texts), dtype=np.int64)
        self.hours = np.zeros(24, dtype=np.int64)
        self.lengths: Counter[int] = Counter()
        self.malformed = 0

    def make(self, span: Span, put: Put) -> None:
        drawn = words(self.key, LINES, span.block, span.last)[span.first :]
        parts = drawn.astype("<u8", copy=False).view("<u2").reshape(-1, 4)
        message = self.table[parts[:, 0]]
        who = self.who[parts[:, 1]]
        event = drawn.astype("<u8", copy=False).view("<u4").reshape(-1, 2)[:, 1]
        base = span.block * BLOCK
        seconds, counts = self.clock.seconds(base + span.first, base + span.last)
        stamps = pieces([self.stamp(int(second)) for second in seconds])
        columns = [(stamps, np.repeat(np.arange(len(seconds)), counts)), (self.heads, message), (self.tails, who)]
        broken = np.flatnonzero(event < self.broken_below).tolist()
        replaced = {line: _break(columns, line, int(event[line])) for line in broken}
        data = assemble(columns, replaced)
        kept = put(data)
        self.count(message[:kept], np.repeat(seconds, counts)[:kept], [line for line in broken if line < kept])
        ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 10)[:kept]
        self.lengths.update(np.diff(ends, prepend=-1).tolist())

    def stamp(self, second: int) -> bytes:
        return self.clock.date(second).isoformat().encode() + self.times[second % 86_400]

    def count(self, message: NDArray[np.uint16], seconds: NDArray[np.int64], broken: list[int]) -> None:
        good = np.ones(len(message), dtype=bool)
        good[broken] = False
        self.counts += np.bincount(message[good], minlength=len(self.counts))
        self.hours += np.bincount(seconds[good] // 3600 % 24, minlength=24)
        self.malformed += len(broken)

    def truth(self) -> dict[str, Any]:
        levels = dict.fromkeys(LEVELS, 0)
        errors = {}
        for level, text, count in zip(self.levels, self.texts, self.counts.tolist(), strict=True):
            levels[level] += count
            if level == "ERROR" and count:
                errors[text] = count
        return {
            "records": int(self.counts.sum()),
            "malformed": self.malformed,
            "levels": levels,
            "errors": errors,
            "hours": self.hours.tolist(),
            "lengths": _buckets(self.lengths),
        }


def _messages(knobs: KNOBS, vocabulary: faker_pool.Vocabulary, secret: int) -> tuple[list[str], list[str], Any]:
    shares = {name.upper(): fraction(getattr(knobs, name)) for name in ("debug", "warning", "error", "critical")}
    shares["INFO"] = 1 - sum(shares.values(), Fraction(0))
    places = dict(zip(LEVELS, apportion([shares[level] for level in LEVELS], SLOTS), strict=True))
    others = {level: shares[level] for level in LEVELS if level != "ERROR"}
    numbers = dict(zip(others, apportion(list(others.values()), knobs.other_messages), strict=True))
    numbers["ERROR"] = knobs.error_messages
    levels: list[str] = []
    texts: list[str] = []
    counts: list[int] = []
    for number, level in enumerate(LEVELS):
        draws = Draws(secret, number)
        lengths = [18 + draws.below(30) for _ in range(numbers[level])]
        found = compose(level, lengths, vocabulary, draws)
        levels += [level] * len(found)
        texts += found
        counts += apportion(zipf(len(found), knobs.skew), places[level])
    return levels, texts, table(counts)


def _people(knobs: KNOBS, vocabulary: faker_pool.Vocabulary, secret: int) -> tuple[Any, NDArray[np.uint16]]:
    draws = Draws(secret, len(LEVELS))
    addresses = vocabulary.values["ipv4_public"]
    numbers: dict[int, None] = {}
    while len(numbers) < knobs.users:
        numbers[10_000 + draws.below(90_000)] = None
    tails = pieces([f"|{draws.pick(addresses)}|{number}\n".encode() for number in numbers])
    return tails, table(apportion(zipf(knobs.users, knobs.user_skew), SLOTS))


def _break(columns: Any, line: int, event: int) -> bytes:
    stamp, head, tail = (bytes(values[chosen[line]]) for values, chosen in columns)
    return (b"\n", stamp + b"\n", stamp + head + b"|cut" + tail, b"    at handler.py:42\n")[event % 4]


def _buckets(lengths: Mapping[int, int]) -> dict[str, int]:
    found: Counter[int] = Counter()
    for length, count in lengths.items():
        found[-(-length // 16) * 16] += count
    return {str(bound): found[bound] for bound in sorted(found)}
