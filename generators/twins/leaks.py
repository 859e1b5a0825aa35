"""Look for content of a log in its twins, as only the log's owner can.

A leak is in the twin of every seed, a coincidence is not. So what is looked for is what stands in the log and in the
twins of three seeds: runs of five letters, or of eight letters or digits. What is found is tried with five more seeds,
since three twins of many lines may well have a short invented word in common.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from bench.model.errors import DataError
from generators.lines.blocks import BLOCK, LineSpan
from generators.profiles import words
from generators.profiles.schema import Profile
from generators.twins.writing import TwinWriter

SEEDS: Final = 3
MORE_SEEDS: Final = 5
LINES: Final = 4 * BLOCK
"""Lines of a twin that are looked at."""

_LETTERS: Final = 5
_ANY: Final = 8
_RUN: Final = re.compile(r"[^\W_]{5,}")
_LITERAL: Final = re.compile(r"«([^»]*)»")
_CHUNK: Final = 1 << 20


def leaks(log: Path, profile: Profile, own: frozenset[str] = frozenset()) -> list[str]:
    """Return the runs of letters and digits that are in a log and in all of its twins.

    Args:
        log: the log that the profile was made of; it is read once.
        profile: of it.
        own: words that the format of the log says literally.

    Raises:
        DataError: if the log cannot be read.
    """
    suspects = _find_shared(profile, range(1, SEEDS + 1)) - _allow(profile, own)
    try:
        with log.open(encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            found = {run for part in _parts(file) for run in _RUN.findall(part) if run in suspects}
    except OSError as error:
        raise DataError(f"{log} cannot be read: {error.strerror}.", "Check the path.") from error
    if found:
        found &= _find_shared(profile, range(SEEDS + 1, SEEDS + MORE_SEEDS + 1))
    return sorted(found)


def _find_shared(profile: Profile, seeds: Iterable[int]) -> set[str]:
    """Return the runs that the twins of all seeds have, but for those of their moments, which are the same for all."""
    return set.intersection(*(_runs(profile, seed) for seed in seeds))


def _runs(profile: Profile, seed: int) -> set[str]:
    lines = min(max(profile.sampled, 1), LINES)
    twin = TwinWriter(profile, seed, lines)
    found: set[str] = set()
    for block in range(-(-lines // BLOCK)):
        span = LineSpan(block, 0, min(BLOCK, lines - block * BLOCK))
        text = bytes(twin.block(span).data).decode("utf-8", "surrogateescape")
        found.update(_RUN.findall(text))
        found -= {run for moment in twin.moments() for run in _RUN.findall(moment)}
    return {run for run in found if len(run) >= _ANY or (run.isalpha() and len(run) >= _LETTERS)}


def _allow(profile: Profile, own: frozenset[str]) -> set[str]:
    """Return the runs that may be literal: what everybody says, what a format says, and what the owner keeps.

    What else is literal in a profile is none of these, and would be a leak.
    """
    kept = [head.shape for field in profile.fields if field.name in profile.kept for head in field.heads]
    literal = [word for shape in kept for word in _LITERAL.findall(shape)] + list(profile.kept)
    known = [word for values in (*words.WORDS.values(), words.NOTHING) for word in values]
    names = [form(name) for name in words.NAMES for form in (str.lower, str.upper, str.capitalize)]
    return {run for word in (*literal, *known, *names, *own) for run in _RUN.findall(word)}


def _parts(file: Iterable[str]) -> Iterator[str]:
    for line in file:
        yield from (line[at : at + _CHUNK] for at in range(0, len(line), _CHUNK))
