"""The results that a run left behind, each checked against what Leanlines writes before anything of it is used.

The author of the pull request decides what its run uploads. So a result is bounded in size before it is read, read by
the one reader of results, and refused if it has a name that no file of an implementation can have.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from bench.model.errors import ResultError
from bench.model.types import Cell, Run
from bench.results import result_file
from reports.comment.api import GitHubApi
from reports.comment.event import EndedWorkflow

STEM: Final = re.compile(r"leanlines-([A-Za-z0-9_]{1,30})-([0-9a-f]{8})-(\d{1,4})\.(json|html)", re.ASCII)
NAME: Final = re.compile(r"[a-z0-9_]{1,64}", re.ASCII)
ORIGIN: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
PYTHON: Final = re.compile(r"(?:pypy )?\d{1,2}\.\d{1,3}\.\d{1,3}[a-z0-9+]{0,8}", re.ASCII)
HASH: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)
MOST: Final = 8  # results of one run
LARGEST: Final = 8 << 20  # bytes; that of the usual run has a quarter of a million
MOST_VALUES: Final = 400_000
MOST_ROWS: Final = 400


class _Artifact(Struct):
    id: int
    name: str
    size_in_bytes: int
    expired: bool = False
    digest: str | None = None


class _Artifacts(Struct):
    artifacts: list[_Artifact]


@dataclass(frozen=True, slots=True)
class LeftResult:
    """A result that was left behind, as it may be shown.

    Args:
        job: that measured it.
        run: what it measured.
        report: number of the artifact that is its report; None if there is none.
    """

    job: str
    run: Run
    report: int | None


def fetch(api: GitHubApi, run: EndedWorkflow) -> tuple[LeftResult, ...]:
    """Return what a run left behind; nothing if it left no result.

    Raises:
        ResultError: if any of it is not what Leanlines writes.
        ApiError: if the API does not hand it over.
    """
    path = f"/repos/{run.repository}/actions/runs/{run.id}/artifacts?per_page=100"
    listed = api.get(path, _Artifacts).artifacts
    results, reports = _newest(listed, "json"), _newest(listed, "html")
    if len(results) > MOST:
        raise ResultError(f"it left more than {MOST} results")
    return tuple(
        LeftResult(key[0], _result(api, run, each), reports[key].id if key in reports else None)
        for key, each in sorted(results.items())
    )


def _newest(listed: Sequence[_Artifact], form: str) -> dict[tuple[str, str], _Artifact]:
    """Return the artifacts of a form, by job and inputs: of each the last that was tried."""
    found: dict[tuple[str, str], tuple[int, _Artifact]] = {}
    for each in listed:
        stem = STEM.fullmatch(each.name)
        if stem is None or stem[4] != form or each.expired:
            continue
        key, attempt = (stem[1], stem[2]), int(stem[3])
        if key not in found or found[key][0] < attempt:
            found[key] = attempt, each
    return {key: each for key, (_, each) in found.items()}


def _result(api: GitHubApi, run: EndedWorkflow, artifact: _Artifact) -> Run:
    if artifact.size_in_bytes > LARGEST:
        raise ResultError(f"a result is larger than {LARGEST:,} bytes")
    content = api.download(f"/repos/{run.repository}/actions/artifacts/{artifact.id}/zip", LARGEST)
    if len(content) > LARGEST:
        raise ResultError(f"a result is larger than {LARGEST:,} bytes")
    said = artifact.digest or ""
    if said.startswith("sha256:") and hashlib.sha256(content).hexdigest() != said.removeprefix("sha256:"):
        raise ResultError("a result is not the one that was uploaded")
    return check(content)


def check(content: bytes) -> Run:
    """Read a result from an untrusted source.

    Raises:
        ResultError: if it is none, is larger than a comment can be about, or has a name that no file can have. The
            message quotes nothing of it.
    """
    if result_file.values_in(content) > MOST_VALUES:
        raise ResultError(f"a result has more than {MOST_VALUES:,} values")
    try:
        found = result_file.from_json(content, "result")
    except ResultError as error:
        raise ResultError("a result is not what Leanlines writes") from error
    if len(found.plan.cells) > MOST_ROWS:
        raise ResultError(f"a result has more than {MOST_ROWS} rows")
    if not all(map(_is_plain, _cells(found))):
        raise ResultError("a row of a result has a name that no file can have")
    return found


def _cells(found: Run) -> Iterator[Cell]:
    yield from found.plan.cells
    yield from (row.cell for row in found.outcomes)


def _is_plain(cell: Cell) -> bool:
    return all(
        pattern.fullmatch(text)
        for pattern, text in (
            (NAME, cell.workload),
            (NAME, cell.implementation),
            (ORIGIN, cell.origin),
            (PYTHON, cell.interpreter),
        )
    )
