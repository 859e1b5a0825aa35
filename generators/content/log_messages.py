"""The messages of a log, their levels, and how often each of them comes, in calm times and in bursts of errors."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from generators.content import faker_pool, mixing
from generators.content.faker_pool import Vocabulary
from generators.content.messages import Writer, lengths
from generators.content.mixing import Mix, Tables, rest_of
from generators.content.phrases import varying
from generators.content.phrases.languages import LEVELS, of_locale
from generators.content.web.agents import PROBES
from generators.lines.random_draws import Draws, apportion, fraction, whole, zipf
from generators.lines.settings import SHARE, SettingRange, setting


@dataclass(frozen=True, kw_only=True)
class MessageSettings(mixing.MixingSettings, faker_pool.PoolSettings):
    """The settings of messages and their levels."""

    debug: float = setting(0.1, "share of DEBUG records", SHARE)
    warning: float = setting(0.12, "share of WARNING records", SHARE)
    error: float = setting(0.1, "share of ERROR records", SHARE)
    critical: float = setting(0.002, "share of CRITICAL records; INFO has what is left", SHARE)
    error_messages: int = setting(127, "distinct ERROR messages", SettingRange(1, 20_000))
    other_messages: int = setting(
        900, "messages of the other levels together, apart from what varies by line", SettingRange(10, 20_000)
    )
    skew: float = setting(
        1.0, "exponent of Zipf's law for the messages of a level: 0 makes all equally frequent", SettingRange(0, 2)
    )
    line_length: int = setting(84, "mean length of a line in bytes, its end included", SettingRange(76, 2_000))
    line_spread: int = setting(16, "standard deviation of the length of lines, in bytes", SettingRange(0, 1_000))


@dataclass(frozen=True, slots=True)
class Messages:
    """All messages, level by level, most frequent first.

    Args:
        texts: the messages, each once within its level, with marks for what varies.
        levels: the level of each.
        tables: decide which of them a line has.
        health: the index of what a health check leaves.
        scans: the indices of what scanners leave.
    """

    texts: list[str]
    levels: list[str]
    tables: Tables
    health: int
    scans: range

    def errors(self) -> NDArray[np.bool_]:
        """Return for each message whether it is of an ERROR record."""
        return np.array([level == "ERROR" for level in self.levels])

    def personal(self) -> NDArray[np.bool_]:
        """Return for each message whether the number of the line's user ends it."""
        return np.array([text.endswith(varying.PERSON) for text in self.texts])


@functools.lru_cache(maxsize=2)  # a run has several datasets of one seed, and they differ in their sizes alone
def build(settings: MessageSettings, vocabulary: Vocabulary, *, secret: int, room: Fraction) -> Messages:
    """Compose the messages of a log.

    Args:
        settings: the settings.
        vocabulary: what fills the phrases.
        secret: the key of the dataset.
        room: bytes that a line of mean length has for its level and message.

    Raises:
        UsageError: for shares that do not add up, or more messages than a level has places for.
    """
    shares = level_shares(settings)
    numbers = _numbers(settings, shares)
    tables = Mix(shares, numbers, settings.skew, "ERROR").tables(settings)
    mean = room - sum((share * len(level) for level, share in shares.items()), Fraction(0))
    texts: list[str] = []
    for number, level in enumerate(LEVELS):
        draws = Draws(secret, number)
        wanted = lengths(zipf(numbers[level], settings.skew), mean, settings.line_spread, draws)
        writer = Writer(of_locale(settings.locale), vocabulary, draws, varying=level != "ERROR")
        texts += [writer.message(level, length, rank) for rank, length in enumerate(wanted)]
    levels = [level for level in LEVELS for _ in range(numbers[level])]
    _add_slower(texts, levels, tables)
    first = len(texts)
    texts += [varying.request("GET /healthz 200"), *(varying.request(f"GET {probe} 404") for probe in PROBES)]
    levels += ["INFO", *["WARNING"] * len(PROBES)]
    return Messages(texts, levels, tables, first, range(first + 1, len(texts)))


def _add_slower(texts: list[str], levels: list[str], tables: Tables) -> None:
    """Have one line in four of those whose message has a duration take longer."""
    slower = np.arange(len(texts), dtype=tables.places.dtype)
    for number, text in enumerate(texts.copy()):
        if (other := varying.slower(text)) != text:
            slower[number] = len(texts)
            texts.append(other)
            levels.append(levels[number])
    tables.places[::4] = slower.take(tables.places[::4])


def level_shares(settings: MessageSettings) -> dict[str, Fraction]:
    """Return the share of each level over the whole log."""
    shares = {level: fraction(getattr(settings, level.lower())) for level in LEVELS if level != "INFO"}
    rest = rest_of(shares, "--debug, --warning, --error or --critical: INFO has what they leave")
    return {level: shares.get(level, rest) for level in LEVELS}


def _numbers(settings: MessageSettings, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Return how many messages each level has: as many others as were asked for, divided by share."""
    others = [level for level in LEVELS if level != "ERROR"]
    divided = apportion(whole([shares[level] for level in others]), settings.other_messages)
    return dict(zip(others, divided, strict=True)) | {"ERROR": settings.error_messages if shares["ERROR"] else 0}
