"""Keep profiles in the cache under their hash, where the processes that make a twin find them."""

import re
from pathlib import Path
from typing import Final

from bench.host.cache import cache, keeping
from bench.model.errors import DataError
from generators.profiles import reading, schema
from generators.profiles.schema import Profile

KIND: Final = "profiles"
_HASH: Final = re.compile(r"[0-9a-f]{64}")


def keep(profile: Profile) -> str:
    """Put a profile into the cache and return its hash.

    Raises:
        BenchError: if the cache folder cannot be used.
    """
    known = schema.digest(profile)
    keeping.keep(KIND, f"{known}.json", lambda place: _write(place, profile))
    return known


def load(known: str) -> Profile:
    """Return the profile of a hash.

    Raises:
        DataError: if there is no such hash, or the cache has no such profile.
    """
    if not _HASH.fullmatch(known):
        raise DataError("The recipe names no profile.", "Has its manifest been edited?")
    path = place(known)
    if not path.exists():
        hint = "Give the profile to `like` once more; it is kept from then on."
        raise DataError(f"The profile {known[:12]}... of this twin is not in the cache.", hint)
    return reading.read(path)


def place(known: str) -> Path:
    """Return where the cache keeps the profile of a hash, if it does."""
    return cache.folder(KIND) / f"{known}.json"


def _write(path: Path, profile: Profile) -> None:
    path.write_text(schema.text(profile), encoding="utf-8")
