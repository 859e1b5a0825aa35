"""Read and write one result: `Run` <-> result.json, or the copy of it that every HTML report carries.

The file is JSON with a fixed order of keys, so equal results are equal bytes. A reader refuses what it does not know
rather than guess at it.
"""

import math
import os
import zlib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from bench.host.files import write_atomically
from bench.model import commands
from bench.model.errors import ResultError
from bench.model.paths import unlike_file
from bench.model.types import Few, Run
from bench.results import consistency, journal, outcomes
from bench.results.machines import OF_MACHINES

# History of the format. A field with a default may come without a new number: older files read as before, and an
# older version passes over what it does not know.
#   1: the first. Since 2026-11 with `checkout`, `repositories` and `before`.
#   2: of several machines, whose samples a reader of format 1 would compare with each other. Written only for those.
FORMAT: Final = 1

RESULT: Final = "result.json"
JOURNAL: Final = "samples.jsonl"

_EMBEDDED: Final = '<script type="application/json" id="leanlines-result">'
_LARGEST: Final = 1 << 30
INFLATED: Final = 64 << 20
"""Bytes that a report may carry deflated; four hundred rows of twelve rounds have 7 MB."""

_SMALL: Final = 1 << 20
_RATIO: Final = 200  # times as large as it was deflated; ours are 20 times
_BYTES_PER_VALUE: Final = 8  # at least; ours have 16 where nothing is indented


_Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class _ResultHead(msgspec.Struct):
    format: int


class _Told(msgspec.Struct):
    """What reports tell of the truth about data, as far as a generator counts it."""

    malformed: _Count = 0
    hours: Annotated[tuple[_Count, ...], Few] = ()
    lengths: Annotated[dict[int, _Count], Few] = {}
    levels: Annotated[dict[str, _Count], Few] = {}
    errors: Annotated[dict[str, _Count], Few] = {}


class _Packed(msgspec.Struct):
    deflated: bytes = b""


def to_json(run: Run) -> bytes:
    """Return a result as JSON.

    Raises:
        ResultError: if a figure is not a number or is infinite, naming where it is.
    """
    for where in _not_finite(run, "result"):
        raise ResultError(f"{where} is not a finite number, so the result is not written.")
    return msgspec.json.format(msgspec.json.encode(run, order="sorted"), indent=1) + b"\n"


def write(run: Run, path: Path) -> None:
    """Write a result, replacing an older one in one step."""
    write_atomically(path, to_json(run))


def read_single(path: Path) -> Run:
    """Read a result where only one of a single machine makes sense: to judge, repeat or compare its figures.

    Raises:
        ResultError: if it cannot be read, or is pooled from several machines.
    """
    run = read(path)
    if run.pooled:
        raise ResultError(
            f"{path} is pooled from {len(run.pooled)} machines, whose figures are not those of one.",
            "Name one of the results that it was pooled from.",
        )
    return run


def locate(path: Path) -> Path:
    """Return the file that is meant: the folder of a run stands for the result in it."""
    return path / RESULT if path.is_dir() and path.name != RESULT else path


def read(path: Path) -> Run:
    """Read a result from `result.json`, from the folder of a run, which holds one, or from an HTML report.

    Raises:
        ResultError: if the file is missing, truncated, foreign, of a format that this version does not know, or
            contradicts itself.
    """
    try:
        path = locate(path)
        if other := unlike_file(path):
            raise ResultError(
                f"{path} is not a result: {other}.", "Name the folder of a run, its result.json, or an HTML report."
            )
        if not path.is_file():
            raise ResultError(f"There is no result file {path}.", f"`{commands.typed('bench run')}` writes one.")
        if path.stat().st_size > _LARGEST:
            raise ResultError(f"{path} is larger than any result.")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise ResultError(f"{path} cannot be read: {error}.") from error
    if content.lstrip()[:1] == b"<":
        return from_json(_extract(content, path), str(path))
    return _with_journal(from_json(content, str(path)), path.with_name(JOURNAL))


def _with_journal(run: Run, path: Path) -> Run:
    """Complete a result that was never finished by what the journal beside it knows."""
    if run.ended or not os.path.lexists(path):
        return run
    return _consistent(outcomes.conclude_run(run, [entry.sample for entry in journal.read(path)]), str(path))


def from_json(content: bytes, name: str) -> Run:
    """Read a result from JSON; `name` appears in error messages."""
    _require_moderate(content, name)
    try:
        head = msgspec.json.decode(content, type=_ResultHead)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ResultError(f"{name} is not a result of this project: {error}.") from error
    if head.format not in {FORMAT, OF_MACHINES}:
        raise ResultError(
            f"{name} was written in format {head.format}; this version reads {FORMAT} and {OF_MACHINES}.",
            "Use the version that wrote it, or measure again.",
        )
    try:
        run = msgspec.json.decode(content, type=Run)
        for dataset in run.data.values():
            msgspec.convert(dataset.truth or {}, type=_Told, str_keys=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ResultError(f"{name} is damaged: {error}.") from error
    return _consistent(run, name)


def _consistent(run: Run, name: str) -> Run:
    """Return a result as it is, which everything behind the reader may then rely on.

    Raises:
        ResultError: if its parts contradict each other, naming the first contradiction.
    """
    for contradiction in consistency.contradictions(run):
        raise ResultError(f"{name} is damaged: {contradiction}.", "Use the file as the run wrote it, or measure again.")
    return run


def _extract(content: bytes, path: Path) -> bytes:
    text = content.decode("utf-8", "replace")
    _, found, rest = text.partition(_EMBEDDED)
    if not found:
        raise ResultError(f"{path} is not a report of this project: it carries no result.")
    return _inflate(rest.partition("</script>")[0].encode(), path)  # nothing is a reference in there, for browsers too


def _inflate(content: bytes, path: Path) -> bytes:
    """Undo what `reports.view.embedding` does to a large result; anything else is returned as it is."""
    try:
        packed = msgspec.json.decode(content, type=_Packed)
        if not packed.deflated:
            return content
        most = min(INFLATED, max(_SMALL, _RATIO * len(packed.deflated)))
        inflater = zlib.decompressobj()
        inflated = inflater.decompress(packed.deflated, most + 1)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return content
    except zlib.error as error:
        raise ResultError(f"The result in {path} is damaged: {error}.") from error
    if len(inflated) > most:
        raise ResultError(
            f"The result in {path} inflates from {len(packed.deflated):,} to more than {most:,} bytes, "
            "which is more than any result.",
            "Read the result.json of that run instead.",
        )
    return inflated


def _require_moderate(content: bytes, name: str) -> None:
    """Refuse a text of so many values that the objects made of it would take far more memory than it has bytes."""
    if values_in(content) > max(_SMALL, len(content) // _BYTES_PER_VALUE):
        raise ResultError(f"{name} is not a result of this project: it holds more values than a file of its size can.")


def values_in(content: bytes) -> int:
    """Return about how many values a part of a JSON text has; there are not more."""
    return sum(map(content.count, (b",", b"[", b"{")))


def _not_finite(value: object, where: str) -> Iterable[str]:
    if isinstance(value, float) and not math.isfinite(value):
        yield where
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _not_finite(each, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from _not_finite(each, f"{where}[{number}]")
    elif is_dataclass(value):  # as it is: a plain copy of a large result takes more memory than the result
        for field in fields(value):
            yield from _not_finite(getattr(value, field.name), f"{where}.{field.name}")
