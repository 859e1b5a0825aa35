"""Have the very files that an older result was measured with: those of this checkout, or those that it carries.

A file is the same if its hash is. What a result carries is a foreign program: it runs only for who trusts it, and from
a private folder. Without that, a file that is absent or has another hash is named, and nothing is run. The releases
that a result states are installed as they are listed, whatever the source asks for, and a library is a program as well:
the list is a file of its own, and needs trust of its own.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bench.inputs import catalogue, environments
from bench.inputs.catalogue import Catalogue, key_of
from bench.inputs.origins import ORIGIN
from bench.inputs.sources import definitions, script_metadata
from bench.model import commands
from bench.model.errors import BenchError, ResultError, UsageError
from bench.model.request import Again
from bench.model.types import Implementation, Run, Workload

REMEDY: Final = "Restore these files; or read the embedded ones, and run those that you trust: {}"
UNKNOWN: Final = "--trust names a source that {} does not carry, or that this checkout has: {}."
PINNED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9.!+_-]+", re.ASCII)

Key = tuple[str, str, str]
"""Workload, implementation and origin; the last two are empty for a workload's own file."""


def of(older: Again, found: Catalogue, folder: Path | None) -> Catalogue:
    """Return a catalogue of exactly what an older result measured.

    Args:
        older: that result.
        found: what this checkout and the given folders have.
        folder: a private one, for files that the result carries; None if none may be written.

    Raises:
        BenchError: if a file is absent or another, naming all that are, and those of the result may not run.
        ResultError: if the result carries another file than it states.
    """
    _check_whole(older)
    lacking = dict(_lacking(older.stored, found))
    hashes = {key_of(item): _list_hashes(older.stored, item) for item in _items(older.stored)}
    untrusted = {key: tuple(each for each in hashes[key] if each not in older.trusted) for key in lacking}
    refused = [
        f"{said} (it carries SHA-256 {', '.join(untrusted[key] or hashes[key])})"
        for key, said in lacking.items()
        if untrusted[key] or folder is None
    ]
    if refused:
        remedy = REMEDY.format(commands.typed("bench run", *older.given, "--show-sources", "sources"))
        raise BenchError(f"The setup of {older.name} differs: {'; '.join(refused)}.", remedy)
    if strange := older.trusted - {each for key in lacking for each in hashes[key]}:
        raise UsageError(UNKNOWN.format(older.name, ", ".join(sorted(strange))))
    own = {key_of(item): found.paths[key_of(item)] for item in _items(older.stored) if key_of(item) not in lacking}
    written = {key: _write(older, key, folder / str(number))[0] for number, key in enumerate(lacking) if folder}
    return catalogue.of_files(own | written, {**older.stored.files, **found.files})


def show(older: Again, found: Catalogue, folder: Path) -> tuple[tuple[str, Path], ...]:
    """Write exactly what would run of what an older result carries, and return the hash and the path of each file.

    That is each source, and beside it the list of the releases that would be installed for it.

    Args:
        older: that result.
        found: what this checkout and the given folders have, and need not be shown.
        folder: where the files go; it does not exist yet, or is empty.

    Raises:
        UsageError: if something is in the folder.
        ResultError: if the result carries another file than it states.
        BenchError: if the folder cannot be written.
    """
    _check_whole(older)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty.", "Name a new folder with --show-sources.")
        lacking = [key for key, _ in _lacking(older.stored, found)]
        written = [path for number, key in enumerate(lacking) for path in _write(older, key, folder / str(number))]
    except OSError as error:
        raise BenchError(f"{folder} cannot be written: {error.strerror}.", "Choose another folder.") from error
    return tuple((hashlib.sha256(path.read_bytes()).hexdigest(), path) for path in written)


def list_carried(used: Catalogue, folder: Path) -> tuple[str, ...]:
    """Return which files of a catalogue came out of the older result, as `workload/name`."""
    return tuple(_describe(key) for key, path in used.paths.items() if path.is_relative_to(folder))


def _check_whole(older: Again) -> None:
    named = {workload.name for workload in older.stored.workloads.values()}
    if not older.stored.implementations or {item.workload for item in older.stored.implementations} - named:
        raise ResultError(f"{older.name} is damaged: its implementations do not fit its workloads.")


def _lacking(stored: Run, found: Catalogue) -> Iterator[tuple[Key, str]]:
    """Yield each file that is absent here or another, and how to say so."""
    today = _hashes(found)
    for item in _items(stored):
        key = key_of(item)
        kind = f"the {'implementation' if key[1] else 'workload'} {_describe(key)}"
        if key not in today:
            yield key, f"{kind} is missing from {key[2] or ORIGIN}"
        elif today[key] != item.sha256:
            yield key, f"{kind} was changed"


def _items(run: Run) -> Iterator[Workload | Implementation]:
    """Yield workloads in the order of their rows, then implementations."""
    order = list(dict.fromkeys(item.workload for item in run.implementations))
    yield from sorted(run.workloads.values(), key=lambda each: order.index(each.name) if each.name in order else -1)
    yield from run.implementations


def _hashes(found: Catalogue) -> Mapping[Key, str]:
    workloads = {key_of(item): item.sha256 for item in found.workloads.values()}
    return workloads | {key_of(item): item.sha256 for item in found.implementations}


def _describe(key: Key) -> str:
    return "/".join(filter(None, key[:2]))


def _list_hashes(stored: Run, item: Workload | Implementation) -> tuple[str, ...]:
    """Return the hash of a source, and that of the releases that would be installed for it if there are any."""
    lock = _lock(stored, item)
    return (item.sha256, hashlib.sha256(lock.encode()).hexdigest()) if lock else (item.sha256,)


def _write(older: Again, key: Key, folder: Path) -> tuple[Path, ...]:
    """Write one source that the result carries, and beside it the releases that it was measured with."""
    workload, name, _ = key
    for part in filter(None, (workload, name)):
        if not definitions.NAME.fullmatch(part):
            raise ResultError(f"{older.name} names a case {part!r}, which is not a valid file name.")
    item = next(each for each in _items(older.stored) if key_of(each) == key)
    content = older.stored.files.get(item.sha256, "").encode()
    if hashlib.sha256(content).hexdigest() != item.sha256:
        raise ResultError(f"{older.name} lacks the source of {_describe(key)}.")
    path = folder / workload / f"{name or '__init__'}.py"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    lock = _lock(older.stored, item).encode()
    if not lock:
        return (path,)
    beside = path.with_suffix(".lock")
    beside.write_bytes(lock)
    return path, beside


def _lock(stored: Run, item: Workload | Implementation) -> str:
    """Return the releases that a file was measured with, if they were the same on every Python; empty otherwise."""
    if not isinstance(item, Implementation) or not item.requires:
        return ""
    if _has_settings(stored.files.get(item.sha256, "")):
        return ""
    cells = {row.cell: row.environment for row in stored.outcomes if row.environment}
    own = {name for cell, name in cells.items() if (cell.workload, cell.implementation, cell.origin) == key_of(item)}
    found = {stored.environments.get(name, ()) for name in own}
    pins = found.pop() if len(found) == 1 else ()
    fit = pins and all(PINNED.fullmatch(each) for each in pins)
    return environments.lock_of_pins(item.requires, pins) if fit else ""


def _has_settings(source: str) -> bool:
    """Whether a file says from where its libraries come, which a list of releases does not."""
    try:
        return bool(script_metadata.read(source).uv)
    except BenchError:
        return False  # it is a row that cannot be started
