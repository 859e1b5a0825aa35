"""Values made once with Faker, then drawn from by seed.

One call of Faker costs 3 to 150 microseconds, a line that is put together from ready values well under one. So each
list is filled once per seed, locale and release of Faker, and kept in the cache folder. Every list is filled from a
seed of its own: a list that is added later leaves the others as they are.
"""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec

from bench import cache
from bench.errors import DataError, UsageError
from generators.knobs import knob

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
class Knobs:
    """The settings of the vocabulary."""

    locale: str = knob("en_US", "locale of Faker's vocabulary, such as ko_KR")


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


@dataclass(frozen=True, slots=True)
class _Kept:
    """A vocabulary as it lies in the cache, with its hash: an edited one would silently give other data."""

    sha256: str
    values: Mapping[str, tuple[str, ...]]


def load(seed: int, locale: str) -> Vocabulary:
    """Return the vocabulary of a seed and a locale, from the cache where it is there.

    Raises:
        UsageError: for a locale that Faker does not have.
        BenchError: if the cache folder cannot be used.
    """
    release = version("faker")
    path = cache.place("vocabularies") / f"{locale}-seed{seed}-faker{release}-{_layout()}.json"
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (OSError, ValueError):
        kept = None
    if kept is not None and kept.values.keys() == CALLS.keys():
        known = _vocabulary(kept.values, release)
        if known.sha256 == kept.sha256:
            return known
    made = _vocabulary(_fill(seed, locale), release)
    _keep(path, _Kept(made.sha256, made.values))
    return made


def _layout() -> str:
    """Name what is asked of Faker and how it is kept, so that no other release answers from this file."""
    kept = [one.name for one in fields(_Kept)]
    return hashlib.sha256(repr((kept, sorted(CALLS.items()))).encode()).hexdigest()[:8]


def _fill(seed: int, locale: str) -> dict[str, tuple[str, ...]]:
    from faker import Faker  # noqa: PLC0415 - 0.7 s that a cached vocabulary saves

    try:
        faker = Faker(locale)  # weighted: without weights every second person is a doctor
    except (AttributeError, ValueError) as error:
        raise UsageError(f"Faker has no locale '{locale}'.", "Write it as en_US, de_DE, ko_KR or ja_JP.") from error
    values = {}
    for provider, calls in CALLS.items():
        faker.seed_instance(f"{seed} {provider}")
        call = getattr(faker, provider)
        values[provider] = tuple(dict.fromkeys(call() for _ in range(calls)))
    return values


def _vocabulary(values: Mapping[str, tuple[str, ...]], release: str) -> Vocabulary:
    text = json.dumps(values, ensure_ascii=True, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Vocabulary(values, release, digest)


def _keep(path: Path, kept: _Kept) -> None:
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as folder:
            made = Path(folder) / path.name
            made.write_bytes(msgspec.json.encode(kept))
            made.replace(path)
    except OSError as error:
        hint = "Set LEANLINES_CACHE to a folder that can be written."
        raise DataError(f"The vocabulary cannot be kept in {path.parent}: {error.strerror}.", hint) from error
