"""Values made once with Faker, then drawn from by seed.

One call of Faker costs 3 to 150 microseconds, a line that is put together from ready values well under one. So each
list is filled once per seed, locale and release of Faker, and kept in the cache folder. Every list is filled from a
seed of its own: a list that is added later leaves the others as they are.
"""

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec

from bench.host.cache import keeping
from bench.model import commands
from bench.model.errors import DataError, UsageError
from bench.model.types import Recipe
from generators.lines.settings import setting

_LOCALE: Final = re.compile(r"[A-Za-z_]+")  # it becomes part of a file's name
CALLS: Final[Mapping[str, int]] = {
    "ipv4_public": 20_000,
    "ipv6": 2000,
    "user_name": 3000,
    "name": 2000,
    "company": 500,
    "city": 400,
    "word": 1500,
    "file_path": 2000,
    "slug": 500,
    "hostname": 300,
    "domain_name": 300,
    "color_name": 400,
}
"""Provider of Faker -> number of calls; what repeats is dropped. None asks for the date or the time zone."""


@dataclass(frozen=True, kw_only=True)
class PoolSettings:
    """The settings of the vocabulary."""

    locale: str = setting("en_US", "locale of Faker's vocabulary, such as ko_KR")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Ready values, by the name of Faker's provider.

    Args:
        values: provider -> distinct values in the order in which Faker gave them.
        faker: the release that gave them.
        sha256: of the values.
    """

    values: Mapping[str, tuple[str, ...]]
    faker: str
    sha256: str

    def __hash__(self) -> int:
        return hash(self.sha256)


def load(seed: int, locale: str) -> Vocabulary:
    """Return the vocabulary of a seed and a locale, from the cache where it is there as it was made.

    Raises:
        UsageError: for a locale that Faker does not have.
        BenchError: if the cache folder cannot be used.
    """
    if not _LOCALE.fullmatch(locale):
        raise _unknown(locale)
    release = version("faker")
    name = f"{locale}-seed{seed}-faker{release}-{_layout()}.json"
    path = keeping.keep("vocabularies", name, lambda place: _make(place, seed, locale))
    try:
        return _decode(path.read_bytes(), release)
    except (OSError, ValueError) as error:
        raise DataError(f"The vocabulary {path} was changed while it was read.", "Try again.") from error


@functools.lru_cache(maxsize=2)  # a run asks three times for each dataset, and has several of one seed
def _decode(content: bytes, release: str) -> Vocabulary:
    values = msgspec.json.decode(content, type=dict[str, tuple[str, ...]])
    text = json.dumps(values, ensure_ascii=True, sort_keys=True)
    return Vocabulary(values, release, hashlib.sha256(text.encode()).hexdigest())


def of(recipe: Recipe, locale: str) -> Vocabulary:
    """Return the vocabulary that a recipe was written for.

    Raises:
        DataError: if this release of Faker gives another one.
    """
    vocabulary = load(recipe.seed, locale)
    if vocabulary.sha256 != recipe.vocabulary:
        hint = f"Install the release that the recipe names: {commands.installing(f'faker=={recipe.faker}')}"
        raise DataError(f"Faker {vocabulary.faker} gives a different vocabulary from Faker {recipe.faker}.", hint)
    return vocabulary


def _layout() -> str:
    """Name what is asked of Faker, so that no other release answers from this file."""
    return hashlib.sha256(repr(sorted(CALLS.items())).encode()).hexdigest()[:8]


def _make(path: Path, seed: int, locale: str) -> None:
    path.write_bytes(msgspec.json.encode(_fill(seed, locale)))


def _fill(seed: int, locale: str) -> dict[str, tuple[str, ...]]:
    from faker import Faker  # noqa: PLC0415 - 0.7 s that a cached vocabulary saves

    try:
        faker = Faker(locale)  # weighted: without weights every second person is a doctor
    except (AttributeError, ValueError) as error:
        raise _unknown(locale) from error
    values = {}
    for provider, calls in CALLS.items():
        faker.seed_instance(f"{seed} {provider}")
        call = getattr(faker, provider)
        values[provider] = tuple(dict.fromkeys(call() for _ in range(calls)))
    return values


def _unknown(locale: str) -> UsageError:
    return UsageError(f"Faker has no locale '{locale}'.", "Write it as en_US, de_DE, ko_KR or ja_JP.")
