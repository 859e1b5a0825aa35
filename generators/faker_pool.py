"""Values made once with Faker, then drawn from by seed.

One call of Faker costs 3 to 150 microseconds, a line that is put together from ready values well under one. So each
list is filled once per seed, locale and release of Faker, and kept in the cache folder. Every list is filled from a
seed of its own: a list that is added later leaves the others as they are.
"""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

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


def load(seed: int, locale: str) -> Vocabulary:
    """Return the vocabulary of a seed and a locale, from the cache where it is there.

    Raises:
        UsageError: for a locale that Faker does not have.
        DataError: if the cache folder cannot be written.
    """
    release = version("faker")
    path = cache.folder("vocabularies") / f"{locale}-seed{seed}-faker{release}-{_layout()}.json"
    try:
        text = path.read_text("utf-8")
        return _vocabulary(json.loads(text), release)
    except (OSError, ValueError):
        values = _fill(seed, locale)
    _keep(path, values)
    return _vocabulary(values, release)


def _layout() -> str:
    """Name what is asked of Faker, so that a changed list of calls is not answered from an old file."""
    return hashlib.sha256(repr(sorted(CALLS.items())).encode()).hexdigest()[:8]


def _fill(seed: int, locale: str) -> dict[str, list[str]]:
    from faker import Faker  # noqa: PLC0415 - 0.7 s that a cached vocabulary saves

    try:
        faker = Faker(locale)  # weighted: without weights every second person is a doctor
    except (AttributeError, ValueError) as error:
        raise UsageError(f"Faker has no locale '{locale}'.", "Write it as en_US, de_DE, ko_KR or ja_JP.") from error
    values = {}
    for provider, calls in CALLS.items():
        faker.seed_instance(f"{seed} {provider}")
        call = getattr(faker, provider)
        values[provider] = list(dict.fromkeys(call() for _ in range(calls)))
    return values


def _vocabulary(values: Mapping[str, list[str]], release: str) -> Vocabulary:
    text = json.dumps(values, ensure_ascii=True, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Vocabulary({name: tuple(values[name]) for name in CALLS}, release, digest)


def _keep(path: Path, values: Mapping[str, list[str]]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as folder:
            made = Path(folder) / path.name
            made.write_text(json.dumps(values), encoding="utf-8")
            made.replace(path)
    except OSError as error:
        hint = "Set LEANLINES_CACHE to a folder that can be written."
        raise DataError(f"The vocabulary cannot be kept in {path.parent}: {error.strerror}.", hint) from error
