"""Empty the cache: only what is cached, only in a folder that carries our mark, and never while a run uses it."""

import os
import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

import psutil

from bench.host import locks, removal
from bench.host.cache import cache
from bench.model.errors import BenchError

LONGEST: Final = 120  # characters of a command that are shown
STRANGE: Final = "not created by Leanlines"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the cache keeps of one kind.

    Args:
        kind: the name of its folder.
        entries: files and folders, one for each thing.
        bytes: size of all files in them, as far as they can be read.
    """

    kind: str
    entries: tuple[Path, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What lies in a cache folder.

    Args:
        kept: what the cache keeps, by kind.
        foreign: files and folders that Leanlines did not make, and that stay.
    """

    kept: tuple[Kept, ...] = ()
    foreign: tuple[Path, ...] = ()


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


def survey(base: Path) -> Survey:
    """Return what lies in a cache; nothing if there is no such folder.

    Raises:
        BenchError: if the folder must never be emptied, does not carry our mark, is in use, or cannot be read.
    """
    if not _is_cache(base):
        return Survey()
    with _alone(base):
        return _survey(base)


def empty(base: Path) -> Cleaned:
    """Remove what a cache keeps, and look at what is left. The folder itself stays, with its mark and its lock.

    Raises:
        BenchError: as `survey`; nothing has been removed then.
    """
    if not _is_cache(base):
        return Cleaned(0, 0, {})
    with _alone(base):
        before = _survey(base)
        left = dict.fromkeys(before.foreign, STRANGE)
        removed = size = 0
        for kept in before.kept:
            for entry in kept.entries:
                held, stays = _size(entry), _remove(entry)
                left |= stays
                removed, size = removed + (not stays), size + held - sum(map(_size, stays))
        for kind in cache.KINDS:
            with suppress(OSError):  # it holds something, or was never there
                (base / kind).rmdir()
    return Cleaned(removed, size, left)


def _remove(entry: Path) -> dict[Path, str]:
    """Remove an entry; return what is left of it, and why."""
    if entry.parent.is_symlink():
        return {entry: "its folder is a link to another place"}
    return removal.discard(entry)


def _is_cache(base: Path) -> bool:
    """Return whether a folder is a cache, and not one that is yet to be used.

    Raises:
        BenchError: if it is something else.
    """
    if what := removal.explain_protection(base):
        hint = "Unset LEANLINES_CACHE, or set it to the folder of a cache."
        raise BenchError(f"{base} is {what}, so nothing in it is removed.", hint)
    try:
        if removal.is_marked(base):
            return True
        if not os.path.lexists(base) or (base.is_dir() and not any(base.iterdir())):
            return False
    except OSError as error:
        raise BenchError(f"{base} cannot be read: {error.strerror}.") from error
    raise BenchError(
        f"{base} does not carry the mark of a Leanlines cache, so nothing in it is removed.",
        f"A run writes the mark ({removal.TAG}). Is LEANLINES_CACHE set to the right folder?",
    )


def _survey(base: Path) -> Survey:
    try:
        found = {kind: tuple(cache.entries(base, kind)) for kind in cache.KINDS}
        kept = (Kept(kind, entries, sum(map(_size, entries))) for kind, entries in found.items() if entries)
        return Survey(tuple(kept), tuple(cache.foreign(base)))
    except OSError as error:
        raise BenchError(f"{error.filename or base} cannot be read: {error.strerror}.") from error


def _size(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder; links count for themselves."""
    files = (each for _, inside in removal.walk(path) for each in inside if each.is_symlink() or not each.is_dir())
    return sum(_bytes(each) for each in files) if path.is_dir() and not path.is_symlink() else _bytes(path)


def _bytes(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _alone(base: Path) -> IO[bytes]:
    """Lock the cache so that nothing else uses it.

    Raises:
        BenchError: naming the processes that do; or if the folder is read-only.
    """
    try:
        return locks.lock(base / cache.LOCK)
    except BlockingIOError as error:
        users = _holders(base / cache.LOCK) or ["a process that is not visible from here"]
        ended = "it has ended" if len(users) == 1 else "they have ended"
        hint = f"Nothing was removed. Try again once {ended}."
        raise BenchError(f"{base} is in use by {', '.join(users)}.", hint) from error
    except OSError as error:
        raise BenchError(f"{base} cannot be emptied: {error.strerror}.") from error


def _holders(path: Path) -> list[str]:
    """Describe the processes that hold a file open, without those that another of them started.

    Processes of other users, and of other containers, may be out of sight: the list may be empty.
    """
    found = {process.pid: process for process in _openers(path.resolve())}
    return [_describe_process(process) for process in found.values() if not found.keys() & _ancestors(process)]


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


def _describe_process(process: psutil.Process) -> str:
    try:
        program, *arguments = process.cmdline() or [process.name()]
        since = datetime.fromtimestamp(process.create_time()).astimezone().strftime("%H:%M")
    except psutil.Error:
        return f"process {process.pid}"
    command = shlex.join([Path(program).name, *arguments])
    shown = command if len(command) <= LONGEST else command[:LONGEST] + "..."
    return f"process {process.pid} (`{shown}`, since {since})"
