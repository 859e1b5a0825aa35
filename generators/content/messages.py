"""Messages of wanted lengths, composed from phrases and the vocabulary."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import isqrt
from typing import Final

from generators.content.faker_pool import Vocabulary
from generators.content.phrases import varying
from generators.content.phrases.languages import Language
from generators.lines.random_draws import Draws

_TABLES: Final = ("orders", "sessions", "invoices", "users", "carts", "payments", "shipments", "audit_log", "products")
_PROVIDERS: Final = {
    "word": "word",
    "slug": "slug",
    "host": "hostname",
    "user": "user_name",
    "name": "name",
    "company": "company",
    "city": "city",
    "file": "file_path",
}
_FORMS: Final = {"config": "/etc/{}.yaml", "page": "/templates/{}.html"}
"""Place -> what is made of a slug; Faker's own paths end as they like."""

_ENDS: Final = ("pdf", "jpg", "csv", "mp4", "txt")
_NUMBERS: Final = {
    "small": (2, 8),
    "limit": (8, 57),
    "long": (1000, 29_000),
}
"""Place -> smallest number, and how many more there may be."""

_PERSONAL: Final = re.compile("{(number|key|user|name|hex|count|pid)}")
_VARYING: Final = re.compile("{(took|slow|number|key|hex|count|percent|pid|me)}")
_TIMED: Final = re.compile("{(took|slow)}")

_FIRST, _FREQUENT = 12, 40
"""Ranks up to which messages are about requests and such, and up to which they vary by line, or name no user."""

_SHORT: Final = 22
"""Bytes below which a message tells of no request."""

_CANDIDATES: Final = 12
_PATIENCE: Final = 50
_CLAUSES: Final = 60
_NEAR: Final = 6

_MILLION: Final = 10**6
_ROOT_18: Final = isqrt(18 * _MILLION**2)
_ROOT_2: Final = isqrt(2 * _MILLION**2)


class Writer:
    """Writes messages of one language, each of them once.

    Args:
        language: the phrases.
        vocabulary: what fills their places.
        draws: decides which.
        varying: whether messages have places for what varies by line; in others that is drawn once.
    """

    def __init__(self, language: Language, vocabulary: Vocabulary, draws: Draws, *, varying: bool) -> None:
        self._language = language
        self._places = _Places(language, vocabulary, draws)
        self._draws = draws
        self._varying = varying
        self._taken: set[str] = set()

    def message(self, level: str, length: int, rank: int) -> str:
        """Return a new message of a level: of a dozen, the one whose length in bytes is nearest.

        The most frequent messages, those of the first ranks, vary by line, or else name no user: no single order is
        placed 5,000 times.
        """
        phrases, more = self._language.levels[level], self._language.more
        usual = (self._frequent(phrases, rank if length >= _SHORT else max(rank, _FIRST)), self._frequent(more, rank))
        best, miss, tries = "", 1 << 30, 0
        while tries < _CANDIDATES or not best:
            tries += 1
            wanted = max(length, tries - _PATIENCE)  # where short messages have run out
            text = self._candidate(*(usual if tries < _PATIENCE else (phrases, more)), wanted)
            distance = abs(len(text.encode()) - length)
            if distance < miss and text not in self._taken:
                best, miss = text, distance
            if miss <= 1:
                break
        self._taken.add(best)
        return best

    def _frequent(self, phrases: Sequence[str], rank: int) -> Sequence[str]:
        """Return the phrases that a message of this rank may be made of."""
        if rank >= _FREQUENT:
            return phrases
        pattern = (_TIMED if rank < _FIRST else _VARYING) if self._varying else _PERSONAL
        return [phrase for phrase in phrases if bool(pattern.search(phrase)) == self._varying] or phrases

    def _candidate(self, phrases: Sequence[str], more: Sequence[str], length: int) -> str:
        """Fill one phrase, and add clauses while there is room, each kind once before any comes again.

        They come in one order where messages vary, as a program has it.
        """
        text = self._fill(self._draws.pick(phrases))
        clauses: list[str] = []
        for _ in range(_CLAUSES):
            room = length - len(text.encode())
            if room < _NEAR or text.endswith(varying.PERSON):
                break
            clauses = clauses or list(more)
            clause = self._fill(clauses.pop(0 if self._varying else self._draws.below(len(clauses))))
            text += clause if len(clause.encode()) < room + _NEAR else ""
        return text

    def _fill(self, phrase: str) -> str:
        """Fill the places of a phrase; a pipe would end the field, a line end the record."""
        text = phrase.format_map(self._places).replace("|", "/").replace("\n", " ")
        return text if self._varying else varying.fixed(text, self._draws)


class _Places(dict[str, str]):
    """Fills a place of a phrase each time it is asked for."""

    def __init__(self, language: Language, vocabulary: Vocabulary, draws: Draws) -> None:
        super().__init__()
        words = path_words(language, vocabulary)
        provided = {place: vocabulary.values[provider] for place, provider in _PROVIDERS.items()}
        self._values = provided | {"table": _TABLES} | (_own(words) if language.words else {})
        self._rooms = language.rooms
        self._words = words
        self._draws = draws

    def __missing__(self, place: str) -> str:
        draws = self._draws
        if place in self._values:
            return draws.pick(self._values[place])
        if place in _NUMBERS:
            low, more = _NUMBERS[place]
            return str(low + draws.below(more + 1))
        if place in _FORMS:
            return _FORMS[place].format(draws.pick(self._values["slug"]))
        if place == "path":
            words = [draws.pick(self._words) for _ in range(1 + draws.below(2))]
            return "/" + "/".join([draws.pick(self._rooms), *words])
        return varying.filler(place, draws)


def _own(words: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return what is made of the words of a language of its own."""
    files = [f"/{words[-1 - number]}/{word}.{end}" for number, word in enumerate(words) for end in _ENDS]
    return {"slug": words, "word": words, "file": files}


def path_words(language: Language, vocabulary: Vocabulary) -> Sequence[str]:
    """Return the words that paths are made of, in the language of the log."""
    return language.words or [re.sub(r"\W+", "-", word).lower() for word in vocabulary.values["word"]]


def lengths(weights: Sequence[int], mean: Fraction, spread: int, draws: Draws) -> list[int]:
    """Return a length for each message, so that the *lines* have this mean and standard deviation.

    Lengths fall off from many short to few long (a right triangle, whose quantiles need a square root only). Messages
    are laid side by side in random order, each as broad as its weight, and take the length at their middle.
    """
    order = _shuffle(len(weights), draws)
    ends = list(accumulate(weights[i] for i in order))
    found = [0] * len(weights)
    for i, end in zip(order, ends, strict=True):
        above = _MILLION * (2 * ends[-1] - 2 * end + weights[i]) // (2 * ends[-1])
        found[i] = max(round(mean + Fraction(spread * _triangle(above), _MILLION)), 1)
    return found


def _triangle(above: int) -> int:
    """Return, in millionths, the quantile of a right triangle of mean 0 and standard deviation 1.

    Args:
        above: millionths of the distribution that lie above it.
    """
    return _ROOT_18 * (_MILLION - isqrt(above * _MILLION)) // _MILLION - _ROOT_2


def _shuffle(count: int, draws: Draws) -> list[int]:
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = draws.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return order
