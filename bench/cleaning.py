"""Empty the cache: only what is cached, only in a folder that carries our mark, and never while a run uses it."""

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

import psutil

from bench import cache, locks, removal
from bench.errors import BenchError

LONGEST: Final = 120  # characters of a command that are shown


@dataclass(frozen=True, slots=True)
class Kept:
    """What the cache keeps of one kind.

    Args:
        kind: the name of its folder.
        entries: files and folders, one for each thing.
        bytes: size of all files in them.
    """

    kind: str
    entries: tuple[Path, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What came of emptying a cache.

    Args:
        removed: how many entries are gone.
        bytes: their size.
        left: file or folder that is still there -> why.
    """

    removed: int
    bytes: int
    left: dict[Path, str]


def survey(base: Path) -> tuple[Kept, ...]:
    """Return what a cache keeps, by kind; nothing if there is no such folder.

    Raises:
        BenchError: if the folder must never be emptied, does not carry our mark, is in use, or cannot be read.
    """
    _require_cache(base)
    if not base.is_dir():
        return ()
    with _alone(base):
        return _surveyed(base)


def empty(base: Path) -> Cleaned:
    """Remove what a cache keeps, and the folder itself if nothing else lies in it; look at what is left.

    Raises:
        BenchError: as `survey`; nothing has been removed then.
    """
    _require_cache(base)
    with _alone(base):
        before = _surveyed(base)
        entries = [entry for kept in before for entry in kept.entries]
        left = dict(each for entry in entries for each in _removed(entry))
        left |= dict.fromkeys(cache.foreign(base), "Leanlines did not put it there")
        after = sum(kept.bytes for kept in _surveyed(base))
        if not left:
            left = dict(_closed(base))
    gone = sum(not os.path.lexists(entry) for entry in entries)
    return Cleaned(gone, sum(kept.bytes for kept in before) - after, left)


def _removed(entry: Path) -> Iterator[tuple[Path, str]]:
    """Remove an entry; yield what is left of it, and why."""
    try:
        yield from removal.remove(entry).items()
    except BenchError as error:
        yield entry, str(error)


def _closed(base: Path) -> Iterator[tuple[Path, str]]:
    """Remove what makes an empty folder a cache, the lock last; yield what does not go."""
    kinds = [base / kind for kind in cache.KINDS if (base / kind).is_dir()]
    for path in (*kinds, base / removal.TAG, base / cache.LOCK, base):
        if reason := removal.remove_alone(path):
            yield path, reason


def _require_cache(base: Path) -> None:
    if what := removal.protected(base):
        hint = "Unset LEANLINES_CACHE, or set it to the folder of a cache."
        raise BenchError(f"{base} is {what}, so nothing in it is removed.", hint)
    if base.exists() and not removal.is_marked(base):
        raise BenchError(
            f"{base} does not carry the mark of a cache of Leanlines, so nothing in it is removed.",
            f"A run writes the mark ({removal.TAG}). Is LEANLINES_CACHE the folder that you mean?",
        )


def _surveyed(base: Path) -> tuple[Kept, ...]:
    try:
        return tuple(kept for kind in cache.KINDS if (kept := _kept(base, kind)).entries)
    except OSError as error:
        raise BenchError(f"{error.filename or base} cannot be read: {error.strerror}.") from error


def _kept(base: Path, kind: str) -> Kept:
    folder = base / kind
    if folder.is_symlink() or not folder.is_dir():
        return Kept(kind, (), 0)
    entries = tuple(each for each in sorted(folder.iterdir()) if cache.KINDS[kind].fullmatch(each.name))
    return Kept(kind, entries, sum(map(_size, entries)))


def _size(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder; links count for themselves."""
    if path.is_symlink() or not path.is_dir():
        return path.lstat().st_size if os.path.lexists(path) else 0
    return sum(_size(each) for each in path.iterdir())


def _alone(base: Path) -> IO[bytes]:
    """Lock the cache so that nobody else uses it.

    Raises:
        BenchError: naming the processes that do; or if the folder is read-only.
    """
    try:
        return locks.lock(base / cache.LOCK)
    except BlockingIOError as error:
        users = ", ".join(_holders(base / cache.LOCK)) or "a process that cannot be seen from here"
        hint = "Nothing was removed. Clean the cache when that has ended."
        raise BenchError(f"{base} is in use by {users}.", hint) from error
    except OSError as error:
        raise BenchError(f"{base} cannot be emptied: {error.strerror}.") from error


def _holders(path: Path) -> list[str]:
    """Describe the processes that hold a file open, without those that another of them started.

    Processes of other users, and of other containers, may be out of sight: the list may be empty.
    """
    found = {process.pid: process for process in _openers(path.resolve())}
    return [_described(process) for process in found.values() if not found.keys() & _ancestors(process)]


def _openers(path: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and any(Path(file.path) == path for file in process.open_files()):
                yield process
        except (psutil.Error, OSError):
            continue


def _ancestors(process: psutil.Process) -> set[int]:
    try:
        return {each.pid for each in process.parents()}
    except psutil.Error:
        return set()


def _described(process: psutil.Process) -> str:
    try:
        program, *arguments = process.cmdline() or [process.name()]
        since = datetime.fromtimestamp(process.create_time()).astimezone().strftime("%H:%M")
    except psutil.Error:
        return f"process {process.pid}"
    command = shlex.join([Path(program).name, *arguments])
    shown = command if len(command) <= LONGEST else command[:LONGEST] + "..."
    return f"process {process.pid} (`{shown}`, since {since})"
