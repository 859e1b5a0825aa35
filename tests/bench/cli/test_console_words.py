"""What the verbs print of runs that builders made, in a wide and in a narrow terminal."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.analysis import budget_file
from bench.analysis.analysis import Analysis
from bench.cli import claims, clean, dry_run_table, repeat_or_resume, tables
from bench.cli.comparing import budgets
from bench.cli.comparing.compare import compare
from bench.cli.comparing.options import ClaimOptions
from bench.cli.live import live_table
from bench.cli.live.run_state import Course
from bench.cli.sources import listing
from bench.host.cache.cleaning import STRANGE, Cleaned, Kept, Survey
from bench.inputs.catalogue import Catalogue
from bench.model.types import (
    Coverage,
    EdgeCasePolicy,
    FailedEdgeCases,
    Guard,
    Implementation,
    RepeatedFigure,
    Repetition,
    Run,
    Status,
)
from bench.results import result_file
from bench.terminal import console
from tests.bench.analysis.claims.test_file import CLAIM
from tests.bench.analysis.comparison.test_compare import a_result
from tests.bench.analysis.growth.sweeps import MAIN, SIZES, a_dataset, a_size, with_data
from tests.bench.analysis.growth.test_row_growth import line
from tests.bench.builders import BASELINE, DATA, a_row, a_run, resident, timed
from tests.bench.cli.live.test_run_state import BASE, FAST, SetClock, a_course, with_process_time
from tests.bench.cli.test_dry_run_table import MIB, NEED, a_planned_run
from tests.bench.twins import a_twin_run
from tests.gold import Gold
from tests.reports import builders

WIDTHS = (("wide", 120), ("narrow", 60))
Printed = Callable[[str], None]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], gold: Gold) -> Printed:
    """Hold what was printed to the gold file of the console."""
    return lambda name: gold("console", name, capsys.readouterr().out.replace(sys.executable, "python"))


@pytest.fixture(params=WIDTHS, ids=[name for name, _ in WIDTHS])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name, columns = request.param
    monkeypatch.setenv("COLUMNS", str(columns))
    return str(name)


def a_troubled_run() -> Run:
    """Return a run on somebody's log: three rounds, two failed rows, guards in force and not, lines of another form."""
    crashed = replace(a_row("broken", status=Status.CRASH), reason="ended by SIGSEGV", notes=("left 2 threads",))
    slow = replace(a_row("slow", status=Status.TIMEOUT), reason="still running after 60 s")
    rows = [replace(row, samples=row.samples[:3]) for row in (a_row(), a_row("fast", seconds=0.1), a_row(control=True))]
    coverage = {"": Coverage(fitting=999_000, other=1_000)}
    own = replace(DATA, kind="own log", snapshot="2026-11-22T10:00:00+00:00", coverage=coverage)
    run = a_run(*rows, crashed, slow, data=own)
    guards = (
        Guard(name="private view", found="in force"),
        Guard(name="kernel's own peak", missing="only Linux has it"),
    )
    return replace(run, plan=replace(run.plan, quick=True), guards=guards)


def an_excused_run() -> Run:
    """Return a run on somebody's log in which a row fails edge cases."""
    failed = FailedEdgeCases(names=("an empty file", "CRLF only"), total=27, untried=3, ordinary=("ordinary data",))
    run = a_run(a_row(), replace(a_row("fast", seconds=0.1), edge_cases=failed), a_row(control=True))
    return replace(run, plan=replace(run.plan, edge_cases=EdgeCasePolicy.WARN))


def an_unexamined_run() -> Run:
    run = a_run()
    return replace(run, plan=replace(run.plan, edge_cases=EdgeCasePolicy.OFF))


def a_grown_run() -> Run:
    """Return a run at several sizes: rows that stay constant, grow, and follow no model."""
    level = [11.0, 11.1, 11.1, 11.2, 11.2]
    data = [a_dataset(lines) for lines in (*SIZES, MAIN)]
    peaks: dict[str, Sequence[float]] = {
        "level": level,
        "grows": line(826),
        "same": level,
        "wild": [11, 30, 90, 300, 9000],
    }
    rows = [a_size(name, *at) for name, row in peaks.items() for at in zip(data, row, strict=True)]
    return with_data(a_run(*rows), data)


@pytest.mark.parametrize("made", [a_run, a_troubled_run, a_grown_run, an_excused_run, an_unexamined_run, a_twin_run])
def test_a_run_reads_as_agreed(made: Callable[[], Run], width: str, printed: Printed) -> None:
    run = made()

    tables.show(Analysis(run))
    console.say(tables.failures(run))

    printed(f"run, {made.__name__.replace('_', ' ')}, {width}")


def test_a_run_without_a_row_reads_as_agreed(printed: Printed) -> None:
    skipped, crashed = a_row("absent", status=Status.SKIPPED), a_row("broken", status=Status.CRASH)

    for rows in ((skipped,), (crashed,)):
        console.say(tables.failures(a_run(*rows)))

    printed("run, no row left")


def test_a_dry_run_reads_as_agreed(width: str, printed: Printed) -> None:
    dry_run_table.show(a_planned_run(limit=500 * MIB))

    printed(f"dry run, {width}")


def test_a_dry_run_that_assumes_reads_as_agreed(printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    usual = a_planned_run(limit=500 * MIB, budget=60)
    guess = replace(NEED, least=90 * MIB, source="assumed: a straight line beyond a pilot at size 80,000")

    dry_run_table.show(replace(usual, costs=replace(usual.costs, needs={BASE: guess})))

    printed("dry run, assumed, with a budget")


def a_course_under_way() -> Course:
    first = (*map(with_process_time, resident(FAST, (20.0,))), *timed(BASE, [2.0]))
    course = a_course(*first, clock=SetClock())
    course.stage("Time", 24)
    course.sample(timed(FAST, [1.0])[0])
    course.step("fast")
    return course


def test_the_live_display_reads_as_agreed(width: str, printed: Printed) -> None:
    columns, course = dict(WIDTHS)[width], a_course_under_way()

    console.output().print(live_table.picture(course, columns, 24))
    course.leave(FAST)
    console.output().print(live_table.picture(course, columns, 24))

    printed(f"run, while it measures, {width}")


def test_a_list_reads_as_agreed(printed: Printed) -> None:
    run = a_run()
    rows = (
        Implementation(workload="error_counts", name=BASELINE, title="Step 1: every line in memory."),
        Implementation(workload="error_counts", name="broken", title="A half.", problem="line 3: invalid syntax"),
        Implementation(workload="error_counts", name="polars_lazy", title="A plan.", requires=("polars==1.35.1",)),
    )
    found = Catalogue(workloads=run.workloads, implementations=rows, paths={}, files={})

    for everything in (False, True):
        listing.show_catalogue(found, list(run.workloads.values()), with_requirements=everything)

    printed("list")


def test_clean_reads_as_agreed(printed: Printed) -> None:
    base = Path("cache")
    kept = (Kept("data", (base / "data" / "a",), 90_000_000), Kept("kits", (base / "a", base / "b"), 40_000))
    left = {base / f"mine{number}": STRANGE for number in range(12)}

    for survey in (Survey(), Survey(kept)):
        console.say(clean.cached(base, survey))
    for done in (Cleaned(3, 90_040_000, {}), Cleaned(1, 9_000, left)):
        console.say(clean.describe_cleaning(base, done))

    printed("clean")


def test_a_comparison_reads_as_agreed(tmp_path: Path, printed: Printed) -> None:
    paths = tmp_path / "before.json", tmp_path / "now.json"
    changed = a_result(2, slower={"generator_chain": 1.4}, fatter={"bytes_blocks": 1.5})
    for run, path in zip((a_result(1), changed), paths, strict=True):
        result_file.write(run, path)

    compare(*paths)

    printed("compare")


def test_claims_read_as_agreed(tmp_path: Path, printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cell = builders.a_cell("grown_list", workload="countdown")
    path = builders.saved(builders.a_run(builders.an_outcome("grown_list", traced=38.1, cell=cell)), Path())
    Path("claims.toml").write_text(CLAIM)

    claims.claims(ClaimOptions(claims=Path("claims.toml"), result=path))

    printed("claims")


BUDGETS = """
[[budgets]]
row = "error_counts/bytes_blocks"
times_as_fast = 5

[[budgets]]
row = "error_counts/generator_chain"
peak = "20 MiB"

[[budgets]]
row = "error_counts/polars_lazy"
peak = "20 MiB"
"""


def test_budgets_read_as_agreed(tmp_path: Path, printed: Printed) -> None:
    (tmp_path / "budgets.toml").write_text(BUDGETS)

    budgets.check(Analysis(a_run()), budget_file.read(tmp_path / "budgets.toml"))

    printed("budgets")


def test_a_repetition_reads_as_agreed(printed: Printed) -> None:
    within = RepeatedFigure("quiet", "memory", "9 MiB", "9 MiB", within=True, tolerance="0.25 MiB")
    outside = RepeatedFigure("grown", "memory", "9 MiB", "12 MiB", within=False, tolerance="0.25 MiB")
    unsure = RepeatedFigure("noisy", "time", "1.1 times", "1.2 times", within=None)

    for figures in ((within, within), (within, unsure), (within, outside), (unsure,)):
        found = Repetition(run_id="r", started="", sha256="ab", figures=figures, embedded=("w/mine",))
        repeat_or_resume.show("r.html", found)
        console.say("")

    printed("again")
