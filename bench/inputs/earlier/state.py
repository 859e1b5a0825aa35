"""Find the earlier state of a folder of implementations, and lay it where it can be measured beside today's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.inputs.earlier import revision
from bench.inputs.earlier.files import WANTED, FileDifference, Files, difference, of_row
from bench.inputs.published_arguments import origin as origin_of
from bench.model.errors import BenchError, UsageError

FOLDERS: Final = (".", "..")
HASH: Final = re.compile(r"[0-9a-f]{12,}")
SHORT: Final = 10  # characters of a hash that name a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The earlier state of one folder.

    Args:
        words: what it is, for a sentence; of a folder its name alone, since a result tells no path of this machine.
        label: the origin of its rows.
        commit: full hash; empty for a folder.
        files: its content.
        difference: from today's.
        passed_over: what is not compared, and why.
    """

    words: str
    label: str
    commit: str
    files: Files
    difference: FileDifference
    passed_over: tuple[str, ...] = ()


def earlier(folder: Path, before: str) -> Earlier:
    """Find the earlier state of a folder.

    Args:
        folder: today's.
        before: a revision of the repository that it is in, or another folder.

    Raises:
        UsageError: if there is no such revision, or the word is both a revision and a folder.
        BenchError: if either folder cannot be read, or the revision does not have it.
    """
    if not before:
        raise UsageError("--before is empty.", "Name a revision or a folder: --before HEAD~1")
    other = Path(before)
    if not _is_folder(folder, before):
        at = revision.find(folder, before)
        files, passed_over = revision.files(at)
        found, label, commit = difference(files, _read(folder)), _label(before), at.commit
        return Earlier(
            words=str(at), label=label, commit=commit, files=files, difference=found, passed_over=passed_over
        )
    files = _read(other)
    found, words = difference(files, _read(folder)), origin_of(other.resolve())
    return Earlier(words=words, label=_label(words), commit="", files=files, difference=found)


def lay_out(state: Earlier, rows: Iterable[str], folder: Path) -> None:
    """Write the sources and locks of some rows below a folder; a workload's definition stays today's."""
    for row in rows:
        for path, content in of_row(row, state.files).items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _is_folder(folder: Path, before: str) -> bool:
    """Return whether it is a folder, and not a revision.

    Raises:
        UsageError: if it may be either.
    """
    if not Path(before).is_dir():
        return False
    plain = "/" not in before and before not in FOLDERS
    if plain and revision.is_known(folder, before):
        raise UsageError(
            f"'{before}' is both a folder and a revision.",
            f"The folder: --before ./{before}; the branch: heads/{before}",
        )
    return True


def _label(before: str) -> str:
    """Return what rows of an earlier state are called by: `main` for `origin/main`, `HEAD_1` for `HEAD~1`."""
    last = before.rstrip("/").rpartition("/")[2]
    short = last[:SHORT] if HASH.fullmatch(last) else last
    return re.sub(r"[^A-Za-z0-9_.-]", "_", short) or "before"


def _read(folder: Path) -> Files:
    """Read what decides the rows of a folder as it is now, changes that no commit has included.

    Raises:
        BenchError: if a file cannot be read.
    """
    paths = {path.relative_to(folder).as_posix(): path for pattern in ("*", "*/*") for path in folder.glob(pattern)}
    try:
        return {name: path.read_bytes() for name, path in paths.items() if WANTED.fullmatch(name) and path.is_file()}
    except OSError as error:
        raise BenchError(f"{error.filename} cannot be read: {error.strerror}.", "Make it readable.") from error
