"""Messages of wanted lengths, composed from phrases and the vocabulary."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import isqrt
from typing import Final

from generators.content.faker_pool import Vocabulary
from generators.content.phrases.languages import Language
from generators.lines.random_draws import Draws

_TABLES: Final = ("orders", "sessions", "invoices", "users", "carts", "payments", "shipments", "audit_log", "products")
_ROOMS: Final = ("api/v1", "api/v2", "shop", "account", "admin", "static", "search", "checkout")
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
_FORMS: Final = {"config": "/etc/{}.yaml", "page": "{}.html"}
"""Place -> what is made of a slug; Faker's own paths end as they like."""

_NUMBERS: Final = {
    "small": (2, 8),
    "count": (10, 990),
    "limit": (8, 57),
    "milliseconds": (2, 480),
    "long": (1000, 29_000),
    "percent": (71, 28),
    "number": (10_000, 89_999),
}
"""Place -> smallest number, and how many more there may be."""

_PERSONAL: Final = re.compile("{(number|user|name|hex|count)}")
_FREQUENT: Final = 40
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
    """

    def __init__(self, language: Language, vocabulary: Vocabulary, draws: Draws) -> None:
        self._language = language
        self._places = _Places(vocabulary, draws)
        self._draws = draws
        self._taken: set[str] = set()

    def message(self, level: str, length: int, rank: int) -> str:
        """Return a new message of a level: of a dozen, the one whose length in bytes is nearest.

        The most frequent messages, those of the first ranks, name nobody: no single order is placed 5,000 times.
        """
        phrases, more = self._language.levels[level], self._language.more
        usual = (phrases, more) if rank >= _FREQUENT else (_impersonal(phrases), _impersonal(more))
        best, miss, tries = "", 1 << 30, 0
        while tries < _CANDIDATES or not best:
            tries += 1
            text = self._candidate(*(usual if tries < _PATIENCE else (phrases, more)), length)
            distance = abs(len(text.encode()) - length)
            if distance < miss and text not in self._taken:
                best, miss = text, distance
            if miss <= 1:
                break
        self._taken.add(best)
        return best

    def _candidate(self, phrases: Sequence[str], more: Sequence[str], length: int) -> str:
        """Fill one phrase, and add clauses while there is room, each kind once before any comes again."""
        text = self._fill(self._draws.pick(phrases))
        clauses: list[str] = []
        for _ in range(_CLAUSES):
            room = length - len(text.encode())
            if room < _NEAR:
                break
            clauses = clauses or list(more)
            clause = self._fill(clauses.pop(self._draws.below(len(clauses))))
            text += clause if len(clause.encode()) < room + _NEAR else ""
        return text

    def _fill(self, phrase: str) -> str:
        """Fill the places of a phrase; a pipe would end the field, a line end the record."""
        return phrase.format_map(self._places).replace("|", "/").replace("\n", " ")


def _impersonal(phrases: Sequence[str]) -> Sequence[str]:
    return [phrase for phrase in phrases if not _PERSONAL.search(phrase)]


class _Places(dict[str, str]):
    """Fills a place of a phrase each time it is asked for."""

    def __init__(self, vocabulary: Vocabulary, draws: Draws) -> None:
        super().__init__()
        self._values = vocabulary.values
        self._draws = draws

    def __missing__(self, place: str) -> str:
        draws = self._draws
        if place in _PROVIDERS:
            return draws.pick(self._values[_PROVIDERS[place]])
        if place in _NUMBERS:
            low, more = _NUMBERS[place]
            return str(low + draws.below(more + 1))
        if place in _FORMS:
            return _FORMS[place].format(draws.pick(self._values["slug"]))
        if place == "table":
            return draws.pick(_TABLES)
        if place == "hex":
            return f"{draws.below(1 << 32):08x}"
        words = [draws.pick(self._values["slug"]).split("-")[0] for _ in range(1 + draws.below(2))]
        return "/" + "/".join([draws.pick(_ROOMS), *words])


def lengths(weights: Sequence[int], mean: Fraction, spread: int, draws: Draws) -> list[int]:
    """Return a length for each message, so that the *lines* have this mean and standard deviation.

    Lengths fall off from many short to few long (a right triangle, whose quantiles need a square root only). Messages
    are laid side by side in random order, each as broad as its weight, and take the length at their middle.
    """
    order = _shuffled(len(weights), draws)
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


def _shuffled(count: int, draws: Draws) -> list[int]:
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = draws.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return order
