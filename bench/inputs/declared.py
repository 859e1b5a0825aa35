"""What an implementation's file declares that it needs, and which lock beside it holds.

A block with `[tool.uv]` says more than requirements: a day after which no release counts, an index, where a library
comes from. uv reads that itself, as it does for `uv run FILE`, together with its own lock, `FILE.py.lock`. Without such
a table a lock of ours, `FILE.lock`, comes first.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.inputs.environments import MissingDependencyError, Needs, is_outdated, last_words, read_lock, write_lock
from bench.inputs.pythons import uv
from bench.inputs.sources.script_metadata import ScriptBlock


def needs(block: ScriptBlock, path: Path) -> Needs:
    """Return what the environment of a file has to hold."""
    ours, theirs = _locks(path)
    own = "" if block.uv else read_lock(block.dependencies, ours)
    if not block.dependencies or own or not (block.uv or theirs.is_file()):
        return Needs(block.dependencies, own)
    settings = json.dumps([block.requires_python, block.uv], sort_keys=True, default=str)
    text = theirs.read_text(errors="replace") if theirs.is_file() else ""
    return Needs(block.dependencies, text, path, settings)


def passed_over(block: ScriptBlock, path: Path, again: str) -> Iterator[str]:
    """Yield what is wrong with each lock beside a file that is not used, and what to do about it.

    Args:
        block: what the file declares.
        path: the file.
        again: the command that makes its lock again.
    """
    ours, theirs = _locks(path)
    if block.uv and ours.is_file():
        pinned = "" if theirs.is_file() else f" To pin what that asks for: {again}"
        yield f"{ours.name} is ignored, because {path.name} has [tool.uv]; remove it.{pinned}"
    elif is_outdated(block.dependencies, ours):
        unpinned = "" if theirs.is_file() else ", so they are not pinned"
        wanted = ", ".join(block.dependencies)
        yield f"{ours.name} was made for other requirements than {wanted}{unpinned}. Recreate it: {again}"
    elif ours.is_file() and theirs.is_file():
        yield f"{theirs.name} is ignored, because {ours.name} pins the same file; remove one of them."


def lock(block: ScriptBlock, path: Path) -> Path:
    """Pin what a file needs, and return the lock: uv's own where the file has settings of uv or such a lock.

    Raises:
        MissingDependencyError: if no set of releases fits.
        BenchError: if a file lies there that is no lock of ours.
    """
    ours, theirs = _locks(path)
    if not block.uv and (ours.is_file() or not theirs.is_file()):
        write_lock(block.dependencies, block.requires_python, ours)
        return ours
    made = uv.uv("lock", "--script", str(path))
    if made.returncode:
        raise MissingDependencyError(f"{theirs.name} cannot be written: {last_words(made.stderr)}")
    return theirs


def _locks(path: Path) -> Sequence[Path]:
    """Return where a lock of ours would lie, and one of uv's own."""
    return path.with_suffix(".lock"), path.with_name(f"{path.name}.lock")
