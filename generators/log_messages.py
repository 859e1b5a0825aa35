"""The messages of a log, their levels, and how often each of them comes, in calm times and in bursts of errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.errors import UsageError
from generators import faker_pool
from generators.clock import DAY
from generators.drawing import SLOTS, Draws, apportion, fraction, table, whole, zipf
from generators.faker_pool import Vocabulary
from generators.knobs import SHARE, Range, knob
from generators.lines import Ints
from generators.messages import Writer, lengths
from generators.phrases import LEVELS, of_locale

_MOST: Final = Fraction(9, 10)
"""Share of errors within a burst, at most."""


@dataclass(frozen=True, kw_only=True)
class Knobs(faker_pool.Knobs):
    """The settings of messages and their levels."""

    debug: float = knob(0.1, "share of DEBUG records", SHARE)
    warning: float = knob(0.12, "share of WARNING records", SHARE)
    error: float = knob(0.1, "share of ERROR records", SHARE)
    critical: float = knob(0.002, "share of CRITICAL records; INFO has what is left", SHARE)
    error_messages: int = knob(127, "distinct ERROR messages", Range(1, 20_000))
    other_messages: int = knob(900, "distinct messages of the other levels together", Range(10, 20_000))
    skew: float = knob(1.0, "exponent of Zipf's law for the messages of a level: 0 is all alike", Range(0, 2))
    line_length: int = knob(84, "mean length of a line in bytes, its end included", Range(76, 2_000))
    line_spread: int = knob(16, "standard deviation of the length of lines, in bytes", Range(0, 1_000))
    bursts: int = knob(6, "bursts of errors in a day", Range(0, 96))
    burst_seconds: int = knob(300, "length of a burst", Range(1, 900))
    burst_factor: int = knob(5, "how many times more errors there are in a burst", Range(1, 100))


@dataclass(frozen=True, slots=True)
class Messages:
    """All messages, level by level, most frequent first.

    Args:
        texts: the messages, each once within its level.
        levels: the level of each.
        table: 65,536 places for calm times and as many for bursts, each with the index of a message.
    """

    texts: list[str]
    levels: list[str]
    table: NDArray[np.uint16]

    def errors(self) -> NDArray[np.bool_]:
        """Return for each message whether it is of an ERROR record."""
        return np.array([level == "ERROR" for level in self.levels])

    def choose(self, bits: NDArray[np.uint16], burst: Ints) -> Ints:
        """Return the index of a message for each line: from the table of bursts where `burst` is 1."""
        places = bits.astype(np.int64) + burst * SLOTS if burst.any() else bits
        return self.table.take(places).astype(np.int64)


def build(knobs: Knobs, vocabulary: Vocabulary, *, secret: int, room: Fraction) -> Messages:
    """Compose the messages of a log.

    Args:
        knobs: the settings.
        vocabulary: what fills the phrases.
        secret: the key of the dataset.
        room: bytes that a line of mean length has for its level and message.

    Raises:
        UsageError: for shares that do not add up, or more messages than a level has places for.
    """
    shares = level_shares(knobs)
    numbers = _numbers(knobs, shares)
    mean = room - sum((share * len(level) for level, share in shares.items()), Fraction(0))
    texts: list[str] = []
    for number, level in enumerate(LEVELS):
        draws = Draws(secret, number)
        wanted = lengths(zipf(numbers[level], knobs.skew), mean, knobs.line_spread, draws)
        writer = Writer(of_locale(knobs.locale), vocabulary, draws)
        texts += [writer.message(level, length, rank) for rank, length in enumerate(wanted)]
    levels = [level for level in LEVELS for _ in range(numbers[level])]
    calm, burst = (_places(_shifted(shares, error), numbers, knobs.skew) for error in _errors(knobs, shares["ERROR"]))
    return Messages(texts, levels, np.concatenate([table(calm), table(burst)]))


def level_shares(knobs: Knobs) -> dict[str, Fraction]:
    """Return the share of each level over the whole log."""
    shares = {level: fraction(getattr(knobs, level.lower())) for level in LEVELS if level != "INFO"}
    rest = 1 - sum(shares.values(), Fraction(0))
    if rest < 0:
        hint = "Lower --debug, --warning, --error or --critical: INFO has what they leave."
        raise UsageError(f"The shares of the levels add up to {float(sum(shares.values())):g}, more than 1.", hint)
    return {level: shares.get(level, rest) for level in LEVELS}


def _numbers(knobs: Knobs, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Return how many messages each level has: as many others as were asked for, divided by share."""
    others = [level for level in LEVELS if level != "ERROR"]
    numbers = dict(
        zip(others, apportion(whole([shares[level] for level in others]), knobs.other_messages), strict=True)
    )
    numbers["ERROR"] = knobs.error_messages if shares["ERROR"] else 0
    for level, number in numbers.items():
        if number > shares[level] * SLOTS:
            hint = "Ask for fewer, raise the level's share, or give messages variable parts with --variable 0.5."
            raise UsageError(f"{number} messages are too many for {level}, {float(shares[level]):g} of records.", hint)
    return numbers


def _errors(knobs: Knobs, overall: Fraction) -> tuple[Fraction, Fraction]:
    """Return the share of errors in calm times and in bursts, so that the share over the whole log is as asked."""
    busy = Fraction(knobs.bursts * knobs.burst_seconds, DAY)
    in_burst = max(min(overall * knobs.burst_factor, _MOST), overall)
    calm = (overall - busy * in_burst) / (1 - busy)
    if calm < 0:
        hint = "Lower --bursts, --burst-seconds or --burst-factor."
        raise UsageError("The bursts alone hold more errors than the whole log is to have.", hint)
    return calm, in_burst


def _shifted(shares: Mapping[str, Fraction], error: Fraction) -> dict[str, Fraction]:
    """Return the shares of levels where errors have another one and the rest keep their proportions."""
    rest = 1 - shares["ERROR"]
    if not rest:
        return dict(shares)
    return {level: error if level == "ERROR" else share * (1 - error) / rest for level, share in shares.items()}


def _places(shares: Mapping[str, Fraction], numbers: Mapping[str, int], skew: float) -> list[int]:
    """Return how many of the table's places each message holds."""
    rooms = apportion(whole([shares[level] for level in LEVELS]), SLOTS)
    counts: list[int] = []
    for level, room in zip(LEVELS, rooms, strict=True):
        if numbers[level] > room:
            hint = "Ask for fewer, or weaken the bursts with --burst-factor."
            raise UsageError(f"{numbers[level]} messages are too many for {level} where errors burst.", hint)
        counts += apportion(zipf(numbers[level], skew), room)
    return counts
