"""Put the files of a log into the order in which they were written, and count none of them twice.

Rotated logs are named in many ways, so their first time decides. Where a file has none, the names decide: of
`app.log.10`, `app.log.2` and `app.log` the first is the oldest.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.formats import ranking, shipped
from bench.formats.log_format import LogFormat
from bench.formats.ranking import LogSample
from bench.inputs.data.files import file_kinds, log_files
from bench.inputs.data.files.log_files import LogFile
from bench.inputs.data.files.unpacking import DamagedFileError
from bench.inputs.data.first_times import find_first_time

SUFFIXES: Final = {".gz", ".bz2", ".xz", ".zst", ".tgz"}
_DATED: Final = re.compile(
    r"(?P<stem>.+?)[._-]?(?P<date>\d{4}-?\d\d-?\d\d(?:[T_-]?\d{2,6})?)(?P<end>\.[a-z]+)?", re.ASCII
)
_NUMBERED: Final = re.compile(r"(?P<stem>.+?)[._-](?P<number>\d{1,3})(?P<end>\.[a-z]+)?", re.ASCII)
_NANO: Final = 1e9

NameKey = tuple[str, list[tuple[int, str]], int, int]


def without_copies(files: Sequence[LogFile]) -> tuple[list[LogFile], list[str]]:
    """Leave out each file that holds the same as one before it, as `app.log.10` beside `app.log.10.gz` does.

    Returns: the files that are left, and a note on each of the others.

    Raises:
        OSError: if one cannot be read.
    """
    kept: list[LogFile] = []
    notes: list[str] = []
    digests: dict[LogFile, str] = {}
    for file in files:
        alike = (other for other in kept if file.head and other.head == file.head and not _differs(other, file))
        same = next((other for other in alike if _digest(other, digests) == _digest(file, digests)), None)
        if same:
            notes.append(f"{file.name} holds the same as {same.name}, so it counts once.")
        else:
            kept.append(file)
    return kept, notes


def in_order(files: Sequence[LogFile], given: LogFormat | None = None) -> list[LogFile]:
    """Return files in the order of their first times, or else of their names.

    Args:
        files: in any order.
        given: the format of their lines; None finds it out.
    """
    by_name = sorted(files, key=lambda file: _by_name(Path(file.name)))
    written = [file for file in by_name if file.head.strip()]
    if len(written) <= 1:
        return by_name
    form = given or _format_of(written[-1].head)
    times = {file: find_first_time(file.head, form, file.stamp[3] / _NANO) for file in written}
    known = {file: time for file, time in times.items() if time is not None}
    if len(known) < len(written):
        return by_name
    return sorted(by_name, key=lambda file: known.get(file, float("inf")))


def _by_name(path: Path) -> NameKey:
    """Return what sorts rotated logs, the oldest first: dates upwards, numbers downwards, and the current log last."""
    name = path.name
    while (suffix := Path(name).suffix) in SUFFIXES:
        name = name.removesuffix(suffix)
    if dated := _DATED.fullmatch(name):
        return str(path.parent), _natural(dated), 0, int(re.sub(r"\D", "", dated["date"]).ljust(14, "0"))
    if numbered := _NUMBERED.fullmatch(name):
        return str(path.parent), _natural(numbered), 1, -int(numbered["number"])
    return str(path.parent), _parts(name), 2, 0


def _natural(found: re.Match[str]) -> list[tuple[int, str]]:
    end = found["end"] or ""
    return _parts(found["stem"].removesuffix(end) + end)


def _parts(name: str) -> list[tuple[int, str]]:
    """Return the parts of a name, so that 10 comes after 2."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", name) if part]


def _format_of(head: bytes) -> LogFormat | None:
    lines = tuple(line.removesuffix(b"\r") for line in head.split(b"\n")[:-1])
    ranked = ranking.rank(LogSample(len(head), (lines,), whole=False), map(shipped.shipped, shipped.names()))
    return ranked[0].format if ranked else None


def _differs(one: LogFile, other: LogFile) -> bool:
    """Return whether two files that begin alike differ, without reading them."""
    return not one.packing and not other.packing and one.size != other.size


def _digest(file: LogFile, known: dict[LogFile, str]) -> str:
    """Return the hash of what a file holds; one that is damaged is like no other."""
    if file not in known:
        digest = hashlib.sha256()
        with file_kinds.opened(file.path) as opened:
            try:
                for block in log_files.content(opened, file.packing, file.size or None):
                    digest.update(block)
            except DamagedFileError:
                digest.update(str(file.path).encode())
        known[file] = digest.hexdigest()
    return known[file]
