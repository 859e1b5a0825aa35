"""Keep a thing in the cache so that it is whole, this user's alone and as it was made; otherwise it is made again.

What the cache holds is executed and believed: kits, environments, right answers, vocabularies, manifests. Any of them
may have been changed, by an earlier run, by another user, by accident. So each is checked against a record of its
content, which lies apart from it.

A thing is never changed in its place: the new one is made beside it and takes its name in one step. Processes that run
from the old one find the new one whole, and the old one goes like everything that is removed.
"""

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from bench.host import files, locks, removal
from bench.host.cache import cache, exchange, fingerprints, watching
from bench.model.errors import BenchError, PlaceError

RECORDS: Final = "records"
BUILDING: Final = ".building"
TICK: Final = 0.01  # seconds: two writes within 4 ms may have the same time of change
ELSEWHERE: Final = "Set LEANLINES_CACHE to a writable folder of your own, on a disk that has room."


@dataclass(frozen=True, slots=True)
class Record:
    """What a thing was when it was made.

    Args:
        content: fingerprint of its content.
        status: fingerprint of its status; empty where the content is compared each time.
    """

    content: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class _State:
    """What is wrong with a thing, if anything; its status, and the one that is recorded."""

    fault: str
    status: str = ""
    recorded: str = ""


def keep(  # noqa: PLR0913 - all but three have one value for nearly everybody
    kind: str,
    name: str,
    make: Callable[[Path], None],
    *,
    whole: Callable[[Path], bool] = lambda _: True,
    large: bool = False,
    watched: bool = False,
    until: Callable[[], bool] = lambda: False,
) -> Path:
    """Return where a thing of the cache is: found as it was made, or else made, now or again.

    Args:
        kind: of the thing, which is the folder that it lies in.
        name: of the thing in there.
        make: makes it at a path where there is nothing.
        whole: what has to hold of it beside its record.
        large: whether its content is only read where its status is another.
        watched: whether the run executes it, so that `watching.check` finds a change of it.
        until: ends the waiting for another process that makes the same.

    Raises:
        BenchError: if it cannot be made, or what is in its place cannot be moved away.
    """
    path = cache.folder(kind) / name
    if watching.is_watched(path):
        return path
    cache.place(kind)
    with alone(path, until=until):
        try:
            state = _make_whole(path, make, whole, large=large)
            if watched:
                watching.watch(path, state.status, whole)
        except PlaceError as error:
            raise BenchError(str(error), ELSEWHERE) from error
        except OSError as error:
            raise BenchError(f"{path} cannot be made: {error.strerror or error}.", ELSEWHERE) from error
    return path


def _make_whole(path: Path, make: Callable[[Path], None], whole: Callable[[Path], bool], *, large: bool) -> _State:
    """Return the state of a thing that is as it was made, made again if it was not."""
    state = _state(path, large=large)
    if state.fault or not watching.holds(whole, path):
        return _remake(path, make, large=large)
    if large and state.status != state.recorded:
        record(path, large=True)
    return state


def is_kept(kind: str, name: str) -> bool:
    """Return whether a thing is there as it was made; one that is large is not read if its status says so."""
    return not fault(cache.folder(kind) / name, large=True)


def fault(path: Path, *, large: bool = False) -> str:
    """Say why a thing is not to be used, in words that follow its name; empty if it is whole, ours and as recorded.

    Args:
        path: where it is.
        large: whether its content is only read where its status is another.
    """
    return _state(path, large=large).fault


def record(path: Path, *, large: bool = False) -> None:
    """Write down what a thing is. It has been made just now, or its content was found to be what is recorded.

    Raises:
        BenchError: if that cannot be written.
    """
    status = ""
    if large:
        time.sleep(TICK)
        status = fingerprints.look(path).status
    target = _record_of(path)
    _clear(target)
    files.write_atomically(target, msgspec.json.encode(Record(fingerprints.content(path), status)))


def clear(path: Path) -> None:
    """Make sure that nothing writes through what lies at a path: only an ordinary file of this user may stay there.

    Raises:
        OSError: if it cannot be moved away.
    """
    if fingerprints.fault(path) or not path.is_file():
        _clear(path)


def forget(kind: str, name: str) -> None:
    """Have a thing that is not watched made again when it is next asked for."""
    _clear(_record_of(cache.folder(kind) / name))


@contextmanager
def alone(path: Path, *, until: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Let one process at a time look at a thing and make it.

    Raises:
        BenchError: if the waiting was ended.
    """
    target = _record_of(path)
    lock = target.with_name(f"{target.name}.lock")
    if lock.is_symlink() or (lock.exists() and not lock.is_file()):
        _clear(lock)  # nobody holds it: only an ordinary file is ever locked
    with locks.alone(target, until=until):
        yield


def _state(path: Path, *, large: bool) -> _State:
    try:
        seen, known = fingerprints.look(path), _read_record(path)
        if seen.fault or known is None:
            return _State(seen.fault or "is not recorded")
        if (large and seen.status == known.status) or fingerprints.content(path) == known.content:
            return _State("", seen.status, known.status)
    except FileNotFoundError:
        return _State("is not there")
    except OSError as error:
        return _State(f"cannot be read: {error.strerror}")
    return _State("is not what was made")


def _remake(path: Path, make: Callable[[Path], None], *, large: bool) -> _State:
    """Make a thing beside its place, and put it there.

    Raises:
        OSError: if that cannot be done, or others can change even what was made just now.
    """
    building = path.with_name(path.name + BUILDING)
    _clear(building)  # of a process that was killed
    try:
        make(building)
        _seal(building)
        exchange.take_place(building, path)
        record(path, large=large)
    finally:
        removal.discard(building)  # what was in the place before, or what could not be made
    state = _state(path, large=True)
    if state.fault:
        raise OSError(0, f"what was made there {state.fault}")
    return state


def _seal(thing: Path) -> None:
    """Let nothing write to what is in a folder, and no other user to a file. It binds no root, and no cheat."""
    if thing.is_file():
        thing.chmod(0o644)
        return
    for folder, inside in list(removal.walk(thing)):
        for each in (each for each in inside if each.is_file() and not each.is_symlink()):
            each.chmod(stat.S_IMODE(each.stat().st_mode) & ~0o222)
        folder.chmod(0o555)


def _clear(path: Path) -> None:
    if left := removal.discard(path):
        first, reason = next(iter(left.items()))
        if os.path.lexists(path):
            raise OSError(0, reason, str(first))


def _read_record(path: Path) -> Record | None:
    """Return the record of a thing; None if there is none, or one that others may have written."""
    target = _record_of(path)
    if fingerprints.fault(target) or not target.is_file():
        return None
    try:
        return msgspec.json.decode(target.read_bytes(), type=Record)
    except (OSError, ValueError):
        return None


def _record_of(path: Path) -> Path:
    return cache.place(RECORDS) / f"{path.parent.name}-{path.name}.json"
