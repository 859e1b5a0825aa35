"""Keep what the harness can make again in one folder: data, vocabularies, environments, kits, reference answers.

Whoever uses the folder holds a shared lock on it until the process ends, so that `clean` takes nothing away from a run.
The folder carries our mark. It gets one only while it is empty or holds nothing but entries of ours: what lay in a
folder before it became a cache is never taken for something that can be made again.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from bench import locks, removal
from bench.errors import BenchError

KINDS: Final[Mapping[str, re.Pattern[str]]] = {
    "answers": re.compile(r"[0-9a-f]{24}"),
    "data": re.compile(r"[a-z_]+-\d+B?-seed\d+-[0-9a-f]{8}\.[a-z]+(\.[a-z.-]+)?"),
    "environments": re.compile(r"[0-9a-f]{12}(\.lock)?"),
    "kits": re.compile(r"[0-9a-f]{16}|tmp[a-z0-9_]{8}"),
    "matplotlib": re.compile(r"fontlist-v\w+\.json(\.matplotlib-lock)?|tex\.cache"),  # until 2026-11
    "vocabularies": re.compile(r"[A-Za-z_]+-seed\d+-faker[\w.]+-[0-9a-f]{8}\.json|tmp[a-z0-9_]{8}"),
}
"""Kind of thing, which is the name of its folder -> names of what lies in it."""

LOCK: Final = ".lock"
PATIENCE: Final = 60.0  # seconds for `clean` to end
GLANCE: Final = 0.1  # seconds between two tries
ELSEWHERE: Final = "Set LEANLINES_CACHE to a folder that is empty, or that does not exist yet."

_used: Final[dict[Path, IO[bytes]]] = {}
"""Folder -> its lock, which is held until this process ends."""


def folder(kind: str = "") -> Path:
    """Return the cache folder, or the folder in it for one kind of thing; it may not exist yet.

    `LEANLINES_CACHE` wins, then `XDG_CACHE_HOME/leanlines`, then `~/.cache/leanlines`.

    Raises:
        BenchError: if none of them is set and this user has no home folder.
    """
    chosen, common = os.environ.get("LEANLINES_CACHE"), os.environ.get("XDG_CACHE_HOME")
    try:
        base = Path(chosen).expanduser() if chosen else Path(common or Path.home() / ".cache") / "leanlines"
    except RuntimeError as error:
        raise BenchError("This user has no home folder, so there is no place for the cache.", ELSEWHERE) from error
    return base.absolute() / kind


def place(kind: str) -> Path:
    """Return the folder for one kind of thing, made if need be, in a cache that nobody cleans while this process lives.

    Raises:
        BenchError: if the cache folder holds something else, cannot be written, or is being cleaned for long.
    """
    base = folder()
    try:
        held = _used.get(base)
        if not held or not locks.is_at(held, base / LOCK):
            _used[base] = _share(base)
            if held:
                held.close()
        (base / kind).mkdir(exist_ok=True)
    except OSError as error:
        hint = "Set LEANLINES_CACHE to a folder that can be written."
        raise BenchError(f"The cache folder {base} cannot be used: {error.strerror}.", hint) from error
    return base / kind


def foreign(base: Path) -> Iterator[Path]:
    """Yield what lies in a folder, or in the folders of its kinds, and is none of the things that are cached."""
    for entry in sorted(base.iterdir()) if base.is_dir() else []:
        if entry.is_symlink() or not entry.is_dir() or entry.name not in KINDS:
            if entry.name not in {LOCK, removal.TAG}:
                yield entry
        else:
            yield from (each for each in sorted(entry.iterdir()) if not KINDS[entry.name].fullmatch(each.name))


def _share(base: Path) -> IO[bytes]:
    """Make and mark a folder if need be, and lock it together with whoever else uses it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        _make(base)
        with suppress(BlockingIOError, FileNotFoundError):  # `clean` is at work, or has just removed the folder
            held = locks.lock(base / LOCK, shared=True)
            if not removal.is_marked(base):
                removal.mark(base)
            return held
        time.sleep(GLANCE)
    raise BenchError(f"The cache folder {base} is still being cleaned by another process.", "Try again later.")


def _make(base: Path) -> None:
    """Make the folder; refuse one that must never be emptied, and one that holds something else.

    Raises:
        BenchError: if it is such a folder. Nothing has been written to it then.
    """
    if what := removal.protected(base):
        raise BenchError(f"{base} is {what}, so it cannot be the cache, which can be emptied.", ELSEWHERE)
    if not removal.is_marked(base) and (strange := next(foreign(base), None)):
        raise BenchError(f"{base} is no cache of Leanlines: it holds {strange.relative_to(base)}.", ELSEWHERE)
    base.mkdir(parents=True, exist_ok=True)
