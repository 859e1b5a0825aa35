"""What a site keeps in mind of one run: a line of the list, the points of its trends, and what may explain a step."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.history.series import Measured, Strand, list_measured, machine_name, strand_of
from bench.analysis.sections import Section
from bench.model import formatting
from bench.model.errors import ResultError
from bench.model.types import Dataset, Run, Status
from bench.results import result_file
from reports.drawing.palette import looks
from reports.site.site_pages import ReportEntry
from reports.view.groups import groups
from reports.view.sections import identity, section, size_of
from reports.view.verdict import verdict

FOLDER_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
REPORTS: Final = "reports"
RESULT: Final = "result.json"
SHORT: Final = 10  # characters of a commit
MOST_COMMITS: Final = 4  # that are named of one run
UNKNOWN: Final = "not known"
MOST_VALUES: Final = 800_000  # of one result, which then takes less than 100 MiB; ours have one in 25 bytes
MOST_SAMPLES: Final = 25_000  # likewise; ours have at least 30 values each, and an empty one takes 1 KiB
LEAVE_OUT: Final = "Leave it out; or measure in several runs, each with a part of the implementations or of the sizes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One run.

    Args:
        source: the file that it was read from.
        digest: of the result in its one written form.
        size: of that, in bytes.
        order: by which runs are put in a row.
        commit: of the measured code, in full; where that comes from several repositories, the beginning of each; empty
            if it is not known.
        entry: as the list shows it.
        measured: points of its series.
        strands: what it measured on, in words.
        questions: workload -> its question.
        machine: what decides its speed, in words.
        system: of the machine.
    """

    source: Path
    digest: str
    size: int
    order: tuple[str, str]
    commit: str
    entry: ReportEntry
    measured: Measured
    strands: Mapping[Strand, str]
    questions: Mapping[str, str]
    machine: str
    system: str


def gather_one(path: Path) -> Facts:
    """Read one result or report.

    Raises:
        ResultError: if it cannot be read, cannot be drawn, or its run has a name that is no name of a folder.
    """
    run = result_file.read(path)
    samples = sum(len(row.samples) for row in run.outcomes)
    if samples > MOST_SAMPLES:
        raise ResultError(
            f"{path} holds {samples:,} samples; a site takes at most {MOST_SAMPLES:,} per result.", LEAVE_OUT
        )
    name = run.plan.run_id
    if not FOLDER_NAME.fullmatch(name):
        raise ResultError(
            f"{path} names its run {name!r}, which is not a valid folder name.",
            "Use letters, digits, dots, hyphens and underscores, 100 at most.",
        )
    try:
        return _facts(run, path)
    except ResultError as error:
        raise ResultError(f"{path} cannot be drawn: {error}", error.hint) from error


def address_of(run: str) -> str:
    """Return where the report of a run stays, for good."""
    return f"{REPORTS}/{run}/index.html"


def _facts(run: Run, path: Path) -> Facts:
    analysis = Analysis(run)
    written = result_file.to_json(run)
    if (values := result_file.values_in(written)) > MOST_VALUES:
        raise ResultError(f"it holds {values:,} values; a site takes at most {MOST_VALUES:,} per result.", LEAVE_OUT)
    return Facts(
        source=path,
        digest=hashlib.sha256(written).hexdigest(),
        size=len(written),
        order=(run.plan.started, run.plan.run_id),
        commit=run.commits()[0].commit if len(run.commits()) == 1 else _commits(run),
        entry=_entry(analysis),
        measured=list_measured(analysis),
        strands={strand_of(run, each): _size(run, each) for each in analysis.sections},
        questions={name: workload.title for name, workload in run.workloads.items()},
        machine=machine_name(run.machine),
        system=run.machine.system,
    )


def _entry(analysis: Analysis) -> ReportEntry:
    run = analysis.run
    statuses = Counter(row.status for each in analysis.sections for row in each.rows)
    failed = (f"{count} {status}" for status, count in sorted(statuses.items()) if status is not Status.OK)
    ok = [row for each in analysis.sections for row in each.rows if row.status is Status.OK]
    failing = sum(row.edge_cases is not None for row in ok)
    return ReportEntry(
        run=run.plan.run_id,
        day=run.plan.started[:10],
        time=run.plan.started[11:16],
        address=address_of(run.plan.run_id),
        raw=f"{REPORTS}/{run.plan.run_id}/{RESULT}",
        commit=_commits(run) or UNKNOWN,
        changed=any(each.changed for each in run.commits()),
        machine=machine_name(run.machine).partition(", huge pages")[0],
        asked=tuple(dict.fromkeys(f"{each.workload}, {_size(run, each)}" for each in analysis.sections)),
        finding=_headline(analysis),
        ok=str(statuses[Status.OK]),
        failed=", ".join(failed),
        edge_cases=f"{failing} {formatting.verb(failing, 'fails', 'fail')} edge cases" if failing else "",
        unfinished=not run.ended,
    )


def _commits(run: Run) -> str:
    """Name the commits of the measured code by their beginnings; empty if none is known."""
    short = [each.commit[:SHORT] for each in run.commits()]
    more = [f"{len(short) - MOST_COMMITS} more"] if len(short) > MOST_COMMITS else []
    return ", ".join([*short[:MOST_COMMITS], *more])


def _headline(analysis: Analysis) -> str:
    """Return the verdict on the change that the run measured, or else the finding of its first section."""
    if changed := verdict(analysis):
        return changed.headline
    looked = looks(map(identity, analysis.run.outcomes))
    for group in groups(analysis)[:1]:
        return section(analysis, group, looked, ()).headline
    return ""


def _size(run: Run, each: Section) -> str:
    data = run.data.get(each.data)
    if data is None:
        raise ResultError(f"it does not describe the data {each.data}.")
    cold = ", from a cold page cache" if each.cache == "cold" else ""
    return f"{size_of(data)}{_origin(data)}{cold}"


def _origin(data: Dataset) -> str:
    """Say what tells data of one size apart."""
    if data.kind == "number":
        return ""
    if data.recipe is None:
        return f" of the user's own log ({data.sha256[:SHORT]})"
    return f" of {data.recipe.generator}, seed {data.recipe.seed}"
