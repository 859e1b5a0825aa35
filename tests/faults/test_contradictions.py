"""A result that fits its schema and contradicts itself is understood, or refused in words, by whoever reads it."""

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings

from bench.analysis import budget_file as budgets_file
from bench.analysis import budgets as limits
from bench.analysis.analysis import Analysis
from bench.analysis.claims import file as claims_file
from bench.analysis.claims.findings import findings
from bench.analysis.comparison import words
from bench.analysis.comparison.compare import compare
from bench.analysis.forecast import earlier_runs
from bench.analysis.repetition import repetition, sameness
from bench.cli import repeat_or_resume, tables
from bench.cli.comparing import budgets as budgets_command
from bench.cli.comparing.options import ClaimOptions
from bench.cli.options import How, What
from bench.inputs import catalogue, embedded_sources
from bench.inputs.pythons import interpreters
from bench.model.errors import BenchError
from bench.model.request import Again
from bench.model.types import (
    BeforeAfter,
    Checkout,
    EarlierCode,
    Outcome,
    RepeatedFigure,
    Repetition,
    Run,
    Status,
)
from bench.results import result_file
from reports import comparison
from reports.comment import left_results, wording
from reports.comment.event import EndedWorkflow, HeadRepository, WorkflowOwner
from reports.comment.left_results import LeftResult
from reports.exporters.registry import EXPORTERS
from reports.site.history import recall
from reports.site.runs import gather_one
from reports.site.trends import pages
from reports.site.trends.findings import remarks
from reports.view.page_view import view
from tests.faults.mutations import Edit, confused, confusions
from tests.reports.builders import a_cell, a_control, a_failure, a_run, an_outcome, curves, resident_samples

BUDGETS: Final = budgets_file.read(budgets_command.FILE)
CLAIMS: Final = claims_file.read(ClaimOptions().claims)
CATALOGUE: Final = catalogue.catalogue((), "error_counts")
EVENT: Final = EndedWorkflow(
    id=1,
    event="pull_request",
    head_sha="a" * 40,
    head_branch="b",
    head_repository=HeadRepository(id=1, owner=WorkflowOwner(login="o")),
    repository="o/r",
)
SMALL: Final = {"small-1000": 1_000, "small-2000": 2_000, "small-4000": 4_000, "twice": 4_000}
ONE_FOLDER: Final = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]  # each example writes over the last


def _rows() -> tuple[Outcome, ...]:
    cells = [a_cell(name) for name in ("readlines_objects", "generator_chain", "bytes_blocks")]
    main = [an_outcome(cell=cell, rounds=6, peak=100.0 - 30 * place) for place, cell in enumerate(cells)]
    swept = [
        Outcome(cell=small, status=Status.OK, samples=tuple(resident_samples(small, peak=12.0 + place, count=1)))
        for cell in cells
        for place, small in enumerate(replace(cell, data=data) for data in SMALL)
    ]
    drawn = replace(main[1], samples=(*main[1].samples, *curves(cells[1], (0.0, 9.5), (0.2, 10.0), (0.4, 11.0))))
    return (main[0], drawn, main[2], *swept, a_failure(), a_control(rounds=6))


def _whole() -> Run:
    """Return a result with something of everything, as it would be of this Python."""
    held = (RepeatedFigure("a row", "memory", "9 MiB", "9 MiB", within=True),)
    older = Repetition(run_id="r", started="s", sha256="h", figures=held, remarks=("a remark",))
    run = a_run(*_rows(), repeats=older, checkout=Checkout(commit="c" * 40), ended="2026-11-22T09:30:00Z")
    change = BeforeAfter(states={"main": EarlierCode(origin="impls", name="main")}, unchanged=2, limits=("wrong",))
    run = replace(run, repositories={"mine": Checkout(commit="d" * 40)}, before=change)
    truth = {
        "levels": {"INFO": 9, "ERROR": 1},
        "errors": {"no": 1},
        "malformed": 0,
        "hours": [1] * 24,
        "lengths": {"64": 10},
    }
    data = {
        name: replace(each, lines=SMALL.get(name, each.lines), truth=truth, preview=each.preview[:1])
        for name, each in run.data.items()
    }
    data["twice"] = replace(data["twice"], copies=2, truth=None)
    return replace(run, data=data, plan=replace(run.plan, rounds=6, sweep={"error_counts": tuple(SMALL)}))


def _of_this_python(run: Run) -> Run:
    text = result_file.to_json(run).replace(b'"3.11.7"', json.dumps(interpreters.own_interpreter().version).encode())
    return result_file.from_json(text, "result.json")


RUN: Final = _of_this_python(_whole())
TEXT: Final = result_file.to_json(RUN)


def _drawn(path: Path) -> None:
    run = result_file.read(path)
    view(run, CLAIMS)
    for form in ("md", "csv", "json"):
        EXPORTERS[form].render(run)


def _commented_on(path: Path) -> None:
    run = left_results.check(path.read_bytes())
    assert wording.comment(EVENT, (LeftResult("job", run, None),))


def _compared(path: Path) -> None:
    run = result_file.read(path)
    for one, other in ((run, RUN), (RUN, run)):
        with contextlib.suppress(BenchError):
            found = compare(one, other)
            list(words.lines(found))
            comparison.markdown(found)


def _held_to_limits(path: Path) -> None:
    run = result_file.read(path)
    limits.findings(Analysis(run), BUDGETS)
    findings(Analysis(run), CLAIMS.claims)


def _measured_again(path: Path) -> None:
    request = repeat_or_resume.again(What(), How(again=path))
    embedded_sources.of(Again(path.name, request.again.stored), CATALOGUE, None)
    sameness.require_same(request.again.stored, RUN, path.name)
    repetition.summary(repetition.repetition(request.again.stored, RUN), path.name)


def _held_again(path: Path) -> None:
    run = result_file.read(path)
    repetition.repetition(run, RUN)
    repetition.repetition(RUN, run)


def _gone_on_with(path: Path) -> None:
    repeat_or_resume.resume(What(), How(resume=path.parent))
    sameness.require_same(result_file.read(path), RUN, path.name)


def _printed(path: Path) -> None:
    tables.show(Analysis(result_file.read(path)))


def _forecast(path: Path) -> None:
    earlier_runs.needs(RUN, [result_file.read(path)])


def _put_into_a_site(path: Path) -> None:

    past = recall([gather_one(path)])
    happened = remarks(past)
    pages.index(past, happened, pages.pages(past, happened))


READERS: Final[Mapping[str, Callable[[Path], None]]] = {
    "report": _drawn,
    "comment": _commented_on,
    "compare": _compared,
    "budgets": _held_to_limits,
    "again": _measured_again,
    "held": _held_again,
    "resume": _gone_on_with,
    "table": _printed,
    "forecast": _forecast,
    "site": _put_into_a_site,
}


NO_PYTHON: Final = ("replace", ("outcomes", 0, "cell", "interpreter"), "lines")
NO_LINES: Final = ("replace", ("data", "web_log-1000000-seed1-3f2a9c01", "lines"), 0)
NO_SIZE: Final = ("replace", ("outcomes", 0, "samples", 10, "allocations", 0, "size"), 10**400)


@pytest.mark.parametrize("reader", READERS)
@example(edits=(NO_PYTHON,))
@example(edits=(NO_LINES,))
@example(edits=(NO_SIZE,))
@settings(suppress_health_check=ONE_FOLDER, max_examples=30)
@given(edits=confusions(TEXT))
def test_whoever_reads_a_result_understands_it_or_refuses_it(
    edits: tuple[Edit, ...], reader: str, tmp_path: Path
) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(confused(TEXT, edits))

    with contextlib.suppress(BenchError):
        READERS[reader](path)
