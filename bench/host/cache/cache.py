"""Keep what the harness can make again in one folder: data, vocabularies, environments, kits, reference answers.

The copies of data that runs measure lie there too, and are gone after their run.

A process that uses the folder holds a shared lock on it until it ends, so that `clean` takes nothing away from a run.
The folder carries our mark. It gets one only while it is empty or holds nothing but entries of ours: what lay in a
folder before it became a cache is never taken for something that can be made again.
"""

import atexit
import os
import re
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from bench.host import locks, removal
from bench.host.cache.fingerprints import OTHERS
from bench.model.errors import BenchError

_TEMPORARY: Final = r"tmp[a-z0-9_]{8}"  # until 2026-11
KINDS: Final[Mapping[str, re.Pattern[str]]] = {
    "answers": re.compile(r"[0-9a-f]{24}(\.building)?"),
    "questions": re.compile(r"[0-9a-f]{24}(\.building)?"),
    "copies": re.compile(r"leanlines-run-[a-z0-9_]{8}"),
    "data": re.compile(
        r"[a-z_]+-\d+B?-seed\d+-[0-9a-f]{8}\.(log|csv)"
        r"(\.lock|(\.manifest\.json)?(\.(leanlines-)?(partial|before))?)"  # without `leanlines-` until 2026-11
    ),
    "environments": re.compile(r"[0-9a-f]{12}(\.lock|\.building)?"),  # the first until 2026-11
    "kits": re.compile(rf"[0-9a-f]{{16}}(\.building)?|{_TEMPORARY}"),
    "matplotlib": re.compile(r"fontlist-v\w+\.json(\.matplotlib-lock)?|tex\.cache"),
    "packed": re.compile(r"[a-z_]+-\d+B?-seed\d+-[0-9a-f]{8}\.(log|csv)\.gz(\.building)?"),
    "profiles": re.compile(r"[0-9a-f]{64}\.json(\.building)?"),
    "records": re.compile(r"\.?[a-z]+-[\w.-]+\.json(\.lock|\.\w+\.leanlines-partial)?"),
    "vocabularies": re.compile(rf"[A-Za-z_]+-seed\d+-faker[\w.]+-[0-9a-f]{{8}}\.json(\.building)?|{_TEMPORARY}"),
}
"""Kind of thing, which is the name of its folder -> names of what lies in it."""

TRASH: Final = re.compile(re.escape(removal.TRASH) + r"[0-9a-f]{12}")
"""Name of a thing that is being removed: if that is interrupted, nothing takes the rest of it for the whole."""

HARMLESS: Final = {".DS_Store", ".gitignore", ".gitkeep", ".keep"}
"""Files that lie in a folder of their own accord: neither a reason against it nor ever removed."""

RECOVERED: Final = "lost+found"
"""The folder that every ext4 file system has."""

LOCK: Final = ".leanlines-lock"
PATIENCE: Final = 60.0  # seconds for `clean` to end
GLANCE: Final = 0.1  # seconds between two tries
ELSEWHERE: Final = "Set LEANLINES_CACHE to a folder that is empty or does not exist yet."

_used: Final[dict[Path, IO[bytes]]] = {}
"""Folder -> its lock, which is held until this process ends."""


def folder(kind: str = "") -> Path:
    """Return the cache folder, or the folder in it for one kind of thing; it may not exist yet.

    `LEANLINES_CACHE` wins, then `XDG_CACHE_HOME/leanlines`, then `~/.cache/leanlines`.

    Raises:
        BenchError: if it is not known where that is: there is no home folder, or no working folder.
    """
    chosen, common = os.environ.get("LEANLINES_CACHE"), os.environ.get("XDG_CACHE_HOME")
    try:
        base = Path(chosen).expanduser() if chosen else Path(common or Path.home() / ".cache") / "leanlines"
        return base.absolute() / kind
    except RuntimeError as error:
        raise BenchError(f"No home folder is known for {chosen or 'this user'}.", ELSEWHERE) from error
    except OSError as error:
        raise BenchError("The working folder, which holds the cache, no longer exists.", ELSEWHERE) from error


def place(kind: str) -> Path:
    """Return the folder for one kind of thing, made if need be, in a cache that is not cleaned meanwhile.

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
        _hold_to_ourselves(base / kind)
    except OSError as error:
        hint = "Set LEANLINES_CACHE to a writable folder."
        raise BenchError(f"The cache folder {base} cannot be used: {error.strerror}.", hint) from error
    return base / kind


def is_held() -> bool:
    """Return whether the cache is still the one that this process began to use; also if it uses none."""
    held = _used.get(folder())
    return held is None or locks.is_at(held, folder() / LOCK)


def entries(base: Path, kind: str) -> list[Path]:
    """Return the things of one kind that a cache keeps, and what is left of such things.

    Raises:
        OSError: if the folder of the kind cannot be read.
    """
    folder = base / kind
    return [each for each in sorted(folder.iterdir()) if _is_entry(each)] if folder.is_dir() else []


def foreign(base: Path) -> list[Path]:
    """Return what lies in a folder, or in the folders of its kinds, and is none of the things that are cached.

    Raises:
        OSError: if a folder cannot be read.
    """
    found = []
    for entry in sorted(base.iterdir()) if base.is_dir() else []:
        if entry.name in KINDS and entry.is_dir():
            found += [each for each in sorted(entry.iterdir()) if not _is_entry(each)]
        elif not _belongs(entry):
            found.append(entry)
    return [each for each in found if not (each.name in HARMLESS and each.is_file()) and each.name != RECOVERED]


def _is_entry(path: Path) -> bool:
    return bool(KINDS[path.parent.name].fullmatch(path.name) or TRASH.fullmatch(path.name))


def _belongs(entry: Path) -> bool:
    """Return whether this is our lock or our mark, or what is left where a process was killed before it wrote that."""
    if entry.name == removal.TAG and removal.is_marked(entry.parent):
        return True
    status = entry.lstat()
    is_empty_file = stat.S_ISREG(status.st_mode) and status.st_size == 0 and status.st_nlink == 1
    return entry.name in {LOCK, removal.TAG} and is_empty_file


def _share(base: Path) -> IO[bytes]:
    """Make and mark a folder if need be, and lock it together with its other users."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        _make(base)
        with suppress(
            BlockingIOError, FileNotFoundError
        ):  # `clean` is at work, or somebody has just removed the folder
            held = locks.lock(base / LOCK, shared=True)
            atexit.register(held.close)
            removal.mark(base)
            return held
        time.sleep(GLANCE)
    raise BenchError(f"The cache folder {base} is still being cleaned by another process.", "Try again later.")


def _make(base: Path) -> None:
    """Make the folder; refuse one that must never be emptied, and one that holds something else.

    Raises:
        BenchError: if it is such a folder. Nothing has been written to it then.
    """
    if what := removal.explain_protection(base):
        raise BenchError(f"{base} is {what}, so it cannot serve as the cache: `clean` would empty it.", ELSEWHERE)
    if os.path.lexists(base / ".git"):
        raise BenchError(f"{base} is a checkout, so it cannot serve as the cache: `clean` would empty it.", ELSEWHERE)
    if not removal.is_marked(base) and (strange := foreign(base)):
        raise BenchError(f"{base} is not a Leanlines cache: it contains {strange[0].relative_to(base)}.", ELSEWHERE)
    base.mkdir(parents=True, exist_ok=True)
    _hold_to_ourselves(base)


def _hold_to_ourselves(path: Path) -> None:
    """Refuse a folder of another user, who could change what is executed from it, and let no other user write to ours.

    Raises:
        BenchError: if it belongs to another user.
    """
    status = path.stat()
    if status.st_uid != os.geteuid():
        raise BenchError(f"The cache folder {path} belongs to another user, who could change what runs.", ELSEWHERE)
    if status.st_mode & OTHERS:
        path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS)
