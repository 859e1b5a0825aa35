"""`python -m bench clean`: show what the cache holds, ask, and empty it."""

from itertools import islice
from pathlib import Path
from typing import Final

from bench.host.cache import cache, cleaning
from bench.host.cache.cleaning import Cleaned, Survey
from bench.model import commands, formatting
from bench.terminal import console, streams
from bench.terminal.command_line import INTERRUPTED

SHOWN: Final = 10  # of what could not be removed


def clean(*, yes: bool) -> int:
    """Ask, unless that is not needed, and empty the cache; return the exit code."""
    base = cache.folder()
    found = cleaning.survey(base)
    console.say(cached(base, found))
    if not found.kept and not found.foreign:
        return 0
    if found.kept and not yes and not console.confirm("Remove all of this?"):
        console.say("Nothing was removed.")
        return 0
    try:
        cleaned = cleaning.empty(base)
    except KeyboardInterrupt:
        streams.complain("Interrupted; part of the cache is left.", f"Continue with: {commands.typed('bench clean')}")
        return INTERRUPTED
    console.say(describe_cleaning(base, cleaned))
    return 1 if cleaned.left else 0


def cached(base: Path, found: Survey) -> str:
    """Return what the cache keeps, a line for each kind."""
    if not found.kept:
        return f"The cache {_line(base)} holds nothing to remove."
    rows = [(kept.kind, _entries(len(kept.entries)), formatting.size(kept.bytes)) for kept in found.kept]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"  {kind:<{widths[0]}}  {entries:>{widths[1]}}  {size}" for kind, entries, size in rows]
    return "\n".join([f"The cache {_line(base)} holds:", *lines])


def describe_cleaning(base: Path, done: Cleaned) -> str:
    """Return what was removed, and what is left with the reasons."""
    said = f"Removed {_entries(done.removed)} ({formatting.size(done.bytes)})."
    if not done.left:
        return said
    shown = [f"  {_line(path)}: {reason}" for path, reason in islice(done.left.items(), SHOWN)]
    more = [f"  and {len(done.left) - SHOWN:,} more"] if len(done.left) > SHOWN else []
    return "\n".join([f"{said} Left in {_line(base)}: {_entries(len(done.left))}.", *shown, *more])


def _line(path: Path) -> str:
    """Return a path on one line: what comes after a line's end in its name would look like a line of ours."""
    return str(path).replace("\n", "\\n")


def _entries(count: int) -> str:
    return formatting.plural(count, "entry", "entries")
