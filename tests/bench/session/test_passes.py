"""On how much of the data each pass runs, and what becomes of a process that had a part."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from bench.analysis.forecast import costs
from bench.analysis.forecast.costs import LINES_AT_MOST, SAMPLED
from bench.correctness.variants import Variant, Variants
from bench.inputs import catalogue, environments
from bench.inputs.data.prepared import Prepared, _stamp
from bench.inputs.environments import MissingDependencyError
from bench.inputs.pythons.interpreters import Interpreter
from bench.model.errors import UsageError
from bench.model.request import Request
from bench.model.sweep import CURVES, LARGEST
from bench.model.types import Cell, Dataset, Instrument, Sample, Status
from bench.process import sampling
from bench.process.launch import Finished, Job
from bench.results.journal import Journal
from bench.results.outcomes import find_failure
from bench.session import measuring
from bench.session.context import PreparedCase, RunContext
from bench.session.listener import Display
from bench.session.processes import beside, one_process
from bench.session.processes.beside import PlannedProcess
from bench.session.run import run
from tests.bench.analysis.growth.sweeps import SIZES, a_sweep
from tests.bench.builders import a_cell, quantities
from tests.bench.session.contexts import a_context
from tests.reports.builders import a_control, a_run, an_outcome

FRONT = ("fast", "lean", "readlines_objects")
LEVEL, MISSED = [11.0] * 5, [11.0, 11.0, 11.0, 11.0, 300.0]


def passes(peaks: list[float], folder: Path, *, timeline: bool) -> dict[Instrument, int | None]:
    """Return on how many lines each traced pass and each curve of a row would run."""
    begun = a_sweep(peaks)
    begun = replace(begun, plan=replace(begun.plan, timeline=timeline, cells=tuple(o.cell for o in begun.outcomes)))
    taken: dict[Instrument, int | None] = {}

    def take(_context: RunContext, sample: Sample, _options: object, _limits: object, lines: int | None) -> None:
        taken[sample.instrument] = lines

    with Journal(folder / "samples.jsonl") as journal, mock.patch.object(measuring, "take", take):
        for row in begun.outcomes:
            for sample in row.samples:
                journal.add(sample)
        context = a_context(begun.plan, journal, folder, cases=dict.fromkeys(begun.plan.cells), begun=begun)
        measuring.measure_traced(context)
        measuring._once(context, "Memory over time", CURVES, measuring._rows(context))
    return taken


@pytest.mark.parametrize(
    ("peaks", "timeline", "lines", "curve"),
    [
        (LEVEL, False, SIZES[1], LARGEST),
        (LEVEL, True, SIZES[1], None),
        (MISSED, False, LINES_AT_MOST, None),
    ],
)
def test_a_pass_runs_on_a_part_only_where_the_growth_model_held_and_nobody_asked_for_more(
    peaks: list[float], lines: int, curve: int | None, tmp_path: Path, *, timeline: bool
) -> None:
    expected = {Instrument.TRACED: None, Instrument.LINES: lines, **dict.fromkeys(CURVES, curve)}

    assert passes(peaks, tmp_path, timeline=timeline) == expected


def of_the_front(
    folder: Path, measure: Callable[[RunContext], None], *, seconds_by_line: bool = False, quick: bool = False
) -> tuple[Counter[tuple[str, Instrument]], Counter[tuple[str, Instrument]], object]:
    """Return what a pass takes of rows of which one is beaten, how many of it a forecast counts, and its options."""
    begun = a_run(
        an_outcome("readlines_objects", peak=90, seconds=2.0),
        an_outcome("fast", peak=20, seconds=0.2),
        an_outcome("lean", peak=10, seconds=0.4),
        an_outcome("beaten", peak=50, seconds=0.8),
        a_control(),
    )
    cells = tuple(outcome.cell for outcome in begun.outcomes)
    begun = replace(begun, plan=replace(begun.plan, cells=cells, seconds_by_line=seconds_by_line, quick=quick))
    taken, given = Counter[tuple[str, Instrument]](), []

    def take(_context: RunContext, sample: Sample, options: object, *_: object) -> None:
        taken[sample.cell.implementation, sample.instrument] += 1
        given.append(options)

    with Journal(folder / "samples.jsonl") as journal, mock.patch.object(measuring, "take", take):
        for row in begun.outcomes:
            for sample in row.samples:
                journal.add(sample)
        cases = dict.fromkeys(begun.plan.cells)
        measure(a_context(begun.plan, journal, folder, cases=cases, begun=begun))
    before = (each for o in begun.outcomes for each in o.samples if each.instrument is not Instrument.LINES)
    counts = costs.count_processes(begun.plan, [*before], needs={})
    planned = Counter({(cell.implementation, kind): count for (cell, kind), count in counts.items()})
    return taken, planned, next(iter(given), None)


def test_memory_of_long_calls_is_measured_in_a_third_process_only_where_two_disagree(tmp_path: Path) -> None:
    peaks = {"steady": (100.0, 100.5), "unsteady": (100.0, 102.0), "short": (100.0, 100.5)}
    cells = {name: a_cell(name) for name in peaks}
    begun = a_run(*(replace(an_outcome(name), cell=cell, samples=()) for name, cell in cells.items()))
    with Journal(tmp_path / "samples.jsonl") as journal:

        def take(context: RunContext, sample: Sample, *_: object) -> None:
            peak = (*peaks[sample.cell.implementation], 100.0)[sample.process]
            seconds = 0.1 if sample.cell == cells["short"] else 2.0
            figures = {"peak": (peak * 2**20, "B"), "run_seconds": (seconds, "s"), "processes": (1.0, "1")}
            context.record(replace(sample, values=quantities(figures)))

        with mock.patch.object(beside, "take", take):
            plan = replace(begun.plan, resident_processes=3)
            measuring.measure_resident(a_context(plan, journal, tmp_path, cases=dict.fromkeys(cells.values())))
        taken = Counter(sample.cell.implementation for sample in journal.samples)

    assert taken == {"steady": 2, "unsteady": 3, "short": 3}


class CountingDisplay(Display):
    """Counts the steps of each part: title, how many were announced, how many were begun."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, int, int]] = []

    def stage(self, title: str, steps: int) -> None:
        self.parts.append((title, steps, 0))

    def step(self, text: str) -> None:  # noqa: ARG002
        title, steps, begun = self.parts.pop()
        self.parts.append((title, steps, begun + 1))


@pytest.mark.parametrize("at_a_time", [1, 2])
@pytest.mark.parametrize("resumed", [False, True])
def test_the_display_counts_as_many_steps_as_are_taken_with_growth(
    tmp_path: Path, at_a_time: int, *, resumed: bool
) -> None:
    begun = a_sweep(LEVEL)
    cells = [replace(row.cell, implementation=name) for name in ("one", "threads", "slow") for row in begun.outcomes]
    plan = replace(begun.plan, cells=tuple(cells), resident_processes=3)
    display = CountingDisplay()

    def measured(sample: Sample) -> Sample:
        name = sample.cell.implementation
        figures = {"peak": (2.0**20, "B"), "import_peak": (1.0, "B"), "processes": (1.0, "1")}
        seconds = {f"{each}_seconds": (2.0 if name == "slow" else 0.1, "s") for each in ("run", "process")}
        single = {"single_thread": (float(name != "threads"), "1")}
        return replace(sample, values=quantities({**figures, **seconds, **single}))

    def take(context: RunContext, sample: Sample, *_: object) -> None:
        if not context.has(sample):
            context.record(measured(sample))

    def take_beside(context: RunContext, processes: Iterable[PlannedProcess]) -> None:
        for each in processes:
            if not context.has(each.sample):
                context.display.step("")
                take(context, each.sample)

    with Journal(tmp_path / "samples.jsonl") as journal:
        if resumed:
            journal.add(measured(Sample(cell=cells[-1], instrument=Instrument.RESIDENT)))
        context = a_context(plan, journal, tmp_path, cases=dict.fromkeys(cells), display=display, beside=at_a_time)
        with mock.patch.object(beside, "take", take), mock.patch.object(beside, "take_beside", take_beside):
            measuring.measure_resident(context)
            measuring.measure_growth(context)
        taken = len(journal.samples) - resumed

    assert [(title, begun) for title, _, begun in display.parts] == [
        (title, steps) for title, steps, _ in display.parts
    ]
    assert sum(begun for *_, begun in display.parts) == taken == 3 * (3 + len(SIZES)) - 1 - resumed


@pytest.mark.parametrize("asked", [False, True])
def test_a_sampler_looks_at_the_front_and_the_baseline_and_only_where_that_was_asked_for(
    tmp_path: Path, *, asked: bool
) -> None:
    taken, planned, options = of_the_front(tmp_path, measuring.find_line_seconds, seconds_by_line=asked)

    rows = FRONT if asked else ()
    assert (taken, options) == (
        Counter((name, Instrument.LINE_SECONDS) for name in rows),
        {"seconds": SAMPLED, "cold": False, "sampler": sampling.PY_SPY} if asked else None,
    )
    assert {name for name, kind in planned if kind is Instrument.LINE_SECONDS} == set(rows)


@pytest.mark.parametrize("quick", [False, True])
def test_a_first_impression_finds_the_lines_of_the_front_and_the_baseline_only(tmp_path: Path, *, quick: bool) -> None:
    taken, planned, _ = of_the_front(tmp_path, measuring.measure_traced, quick=quick)

    rows = {*FRONT, *(() if quick else ("beaten",))}
    traced = {*FRONT, "beaten"}
    assert set(taken) == {(name, Instrument.LINES) for name in rows} | {(name, Instrument.TRACED) for name in traced}
    assert {name for name, kind in planned if kind is Instrument.LINES} == rows


def test_a_run_that_lacks_its_sampler_ends_before_anything_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "py_spy", list)
    monkeypatch.setattr(sampling, "choose", lambda _: sampling.PY_SPY)  # whichever Python this is

    with pytest.raises(UsageError):
        run(Request(seconds_by_line=True), Display())


@pytest.mark.parametrize("asked", [True, False])
def test_allocations_are_counted_only_if_asked_for_and_where_memray_is(tmp_path: Path, *, asked: bool) -> None:
    cells = [Cell(workload="w", implementation="x", interpreter=version, data="d") for version in ("3.11.7", "3.13.0")]
    plan = replace(a_sweep(LEVEL).plan, count_allocations=asked, cells=tuple(cells), sweep={})
    taken = {}

    def take(_context: RunContext, sample: Sample, options: object, *_: object) -> None:
        taken[sample.cell.interpreter] = sample.instrument, options

    def prepare(interpreter: Interpreter) -> Path:
        if interpreter.version == "3.13.0":
            raise MissingDependencyError("there is no wheel")
        return tmp_path / "library"

    with (
        Journal(tmp_path / "samples.jsonl") as journal,
        mock.patch.object(measuring, "take", take),
        mock.patch.object(environments, "prepare_memray", prepare),
    ):
        resolved = mock.Mock(interpreters=[Interpreter(Path("python"), cell.interpreter) for cell in cells])
        context = a_context(plan, journal, tmp_path, cases=dict.fromkeys(cells), resolved=resolved)
        measuring.count_allocations(context)
        lost = journal.samples

    if not asked:
        assert (taken, lost) == ({}, ())
        return
    assert taken == {"3.11.7": (Instrument.ALLOCATIONS, {"library": str(tmp_path / "library")})}
    assert [(each.cell.interpreter, each.status) for each in lost] == [("3.13.0", Status.MISSING_DEPENDENCY)]
    assert not find_failure(lost)


@pytest.fixture
def launched() -> Iterator[list[Job]]:
    jobs: list[Job] = []

    def launch(job: Job) -> Finished:
        jobs.append(job)
        return Finished(status=Status.OK, phase="done")

    with mock.patch.object(one_process, "launch", launch), mock.patch.object(catalogue, "digest") as digest:
        digest.return_value = "as it was"
        yield jobs


def test_a_process_on_a_part_has_the_first_lines_unchanged_and_says_how_many(
    tmp_path: Path, launched: list[Job]
) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"line\n" * SIZES[0])
    data = Prepared(Dataset(id="d", kind="synthetic", bytes=5 * SIZES[0], lines=SIZES[0]), log, _stamp(log))
    variants = mock.Mock(spec=Variants, plain=Variant((), mock.Mock()))
    cell = Cell(workload="w", implementation="x", interpreter="3", data="d")
    case = PreparedCase(Path("x.py"), "as it was", mock.Mock(), data, variants)
    with Journal(tmp_path / "samples.jsonl") as journal:
        context = a_context(mock.MagicMock(), journal, tmp_path, cases={cell: case})
        sample = Sample(cell=cell, instrument=Instrument.RESIDENT_CURVE)

        done, _ = one_process.run_and_judge(context, sample, {}, mock.Mock(seconds=1.0), 10)

    (job,) = launched
    assert [path.read_bytes() for path in job.sources if isinstance(path, Path)] == [b"line\n" * 10]
    assert job.change == ()
    variants.draw_process.assert_not_called()
    assert (done.status, done.values["sampled_lines"].value) == (Status.OK, 10)
