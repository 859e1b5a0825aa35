"""Processes that run beside each other: same figures, nobody blamed for another, nothing left after an interrupt."""

import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from bench.analysis.forecast.costs import Costs, Need, total
from bench.correctness import judging
from bench.correctness.judging import CheckResult, Question
from bench.correctness.variants import Variants
from bench.host import machine
from bench.inputs import catalogue
from bench.inputs.data.prepared import Prepared, _stamp
from bench.model.types import Cell, Dataset, Instrument, Plan, Sample, Status
from bench.process import guards
from bench.process.launch import Finished, Launched, wait_for_one
from bench.results.journal import Journal
from bench.session.context import PreparedCase, RunContext
from bench.session.processes import beside
from bench.session.processes.beside import PlannedProcess, count_beside, take_beside, take_resident
from bench.session.processes.one_process import take
from tests.bench.builders import LIMITS, a_cell, quantities
from tests.bench.session.contexts import a_context

HOLDS = """
def run(path):
    held = [line.split() for line in open(path)]
    return {"lines": len(held)}
"""
WAITS = """
import time

def run(path):
    time.sleep(0.5)
    return {"lines": sum(1 for _ in open(path))}
"""
GROWS = """
import time

def run(path):
    held = bytearray(60 << 20)
    held[::4096] = bytes(len(held) // 4096)
    time.sleep(0.3)
    return {"lines": sum(1 for _ in open(path))}
"""
CRASHES = """
import os, time

def run(path):
    time.sleep(0.3)
    os.abort()
"""
ENDS_OTHERS = """
import os, time

def parent(process):
    return int(open(f"/proc/{process}/stat").read().rpartition(")")[2].split()[1])

def run(path):
    time.sleep(0.2)
    for other in filter(str.isdigit, os.listdir("/proc")):
        try:
            beside = parent(parent(other)) == parent(os.getppid())  # of the same run: those of others are left alone
        except OSError:
            continue
        if beside and int(other) != os.getpid():
            os.kill(int(other), 9)
    return {"lines": sum(1 for _ in open(path))}
"""
FOREVER = """
import time

def run(path):
    time.sleep(600)
"""
needs_a_view = pytest.mark.skipif(not guards.is_in_force(guards.VIEW), reason=guards.available()[guards.VIEW])
Ready = Callable[..., RunContext]


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Ready]:
    """Return a run of rows with these sources, all of whose answers are right, two of which may run at a time."""
    with Journal(tmp_path / "samples.jsonl") as journal:

        def prepare(
            peak: float = 1.0, *, threads: Collection[str] = (), apart: Collection[str] = (), **sources: str
        ) -> RunContext:
            cases, folder = {}, tmp_path / "impls"
            folder.mkdir()
            prepared = {key: _data(tmp_path / key, key) for key in ("d", *apart)}
            for name, source in sources.items():
                data = prepared.get(name, prepared["d"])
                cell, log = replace(a_cell(name), data=data.dataset.id), tmp_path / data.dataset.id
                module = folder / f"{name}.py"
                module.write_text(source)
                variants = Variants(Question("data", log, text=True), data, mock.Mock())
                environment = mock.Mock(python=Path(sys.executable))
                cases[cell] = PreparedCase(module, catalogue.digest(module), environment, data, variants)
                figures = dict.fromkeys(("import_peak", "peak"), (peak, "B"))
                figures |= dict.fromkeys(("run_seconds", "process_seconds"), (0.1, "s"))
                figures["single_thread"] = float(name not in threads), "1"
                journal.add(Sample(cell=cell, instrument=Instrument.RESIDENT, values=quantities(figures)))
            plan = Plan(run_id="r", started="", limits=LIMITS, cells=tuple(cases))
            context = a_context(plan, journal, tmp_path, cases=cases, beside=2)
            return replace(context, forecast=Costs(sizes=dict.fromkeys(prepared, 20_000)))

        with mock.patch.object(judging, "judge", _believe):
            yield prepare


def _data(log: Path, key: str) -> Prepared:
    log.write_bytes(b"a line of words\n" * 20_000)
    return Prepared(Dataset(id=key, kind="synthetic", bytes=log.stat().st_size, lines=20_000), log, _stamp(log))


def _believe(_question: object, finished: Finished, *_: object, **__: object) -> CheckResult:
    return CheckResult(finished.status, finished.reason, finished.notes, finished.phase)


def planned(context: RunContext, instrument: Instrument = Instrument.TRACED, number: int = 0) -> list[PlannedProcess]:
    samples = (Sample(cell=cell, instrument=instrument, process=number) for cell in context.cases)
    return [PlannedProcess(each, {}, None, None) for each in samples]


def traced(context: RunContext) -> Mapping[str, Sample]:
    return {each.cell.implementation: each for each in context.samples if each.instrument is Instrument.TRACED}


@pytest.fixture
def at_a_time(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many processes ran whenever one was waited for."""
    found: list[int] = []

    def wait(processes: Collection[Launched]) -> Launched:
        found.append(len(processes))
        return wait_for_one(processes)

    monkeypatch.setattr(beside, "wait_for_one", wait)
    return found


@needs_a_view
def test_traced_figures_of_processes_beside_each_other_are_the_same_to_the_byte(ready: Ready) -> None:
    context = ready(holds=HOLDS, waits=WAITS)

    take_beside(context, planned(context))
    beside = traced(context)
    again = [replace(each.sample, process=1) for each in planned(context)]
    for sample in again:
        take(context, sample, {})

    assert {each.status for each in context.samples} == {Status.OK}
    for name, alone in traced(context).items():
        assert alone.values["traced_peak"] == beside[name].values["traced_peak"]
    assert not any({"others", "cpu_pressure"} & each.noise.keys() for each in beside.values())


@needs_a_view
@pytest.mark.parametrize(("peak", "running"), [(1.0, [2, 1]), (float(2**60), [1, 1])])
def test_processes_run_beside_each_other_only_where_there_is_memory_for_them(
    ready: Ready, at_a_time: list[int], peak: float, running: list[int]
) -> None:
    context = ready(peak, waits=WAITS, waits_too=WAITS)

    take_beside(context, planned(context))

    assert at_a_time == running


@needs_a_view
@pytest.mark.parametrize(
    ("threads", "apart", "running"),
    [
        pytest.param((), ("second",), [2, 1], id="one thread each, on data of their own"),
        pytest.param((), (), [1, 1], id="both change the same data"),
        pytest.param(("second",), ("second",), [1], id="one with threads, which is taken in turn"),
    ],
)
def test_resident_processes_of_one_thread_run_beside_each_other_unless_they_change_the_same_data(
    ready: Ready, at_a_time: list[int], threads: Collection[str], apart: Collection[str], running: list[int]
) -> None:
    context = ready(threads=threads, apart=apart, first=WAITS, second=WAITS)

    take_resident(context, planned(context, Instrument.RESIDENT, 1))

    assert at_a_time == running
    assert [each.status for each in context.samples] == [Status.OK] * 4


@needs_a_view
def test_a_process_that_holds_more_than_its_share_of_the_memory_runs_again_alone(
    ready: Ready, at_a_time: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "available_memory", lambda: 100 << 20)
    context = ready(grows=GROWS, waits=WAITS)

    take_beside(context, planned(context))

    assert at_a_time[0] == len(context.cases)
    assert {name: each.status for name, each in traced(context).items()} == {"grows": Status.OK, "waits": Status.OK}
    assert traced(context)["grows"].values["traced_peak"].value > 60 << 20


@needs_a_view
def test_a_process_that_fails_beside_another_fails_alone_before_that_is_believed(ready: Ready) -> None:
    context = ready(crashes=CRASHES, waits=WAITS)

    take_beside(context, planned(context))

    assert {name: each.status for name, each in traced(context).items()} == {
        "crashes": Status.CRASH,
        "waits": Status.OK,
    }


@needs_a_view
def test_nobody_is_blamed_for_having_been_killed_by_the_process_beside(ready: Ready) -> None:
    context = ready(kills=ENDS_OTHERS, waits=WAITS)

    take_beside(context, planned(context))

    assert traced(context)["waits"].status is Status.OK


@needs_a_view
def test_an_interrupt_ends_all_processes_that_run(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(processes: Collection[Launched]) -> Launched:
        assert len(processes) == 2
        os.kill(os.getpid(), signal.SIGINT)
        return wait_for_one(processes)

    context = ready(first=FOREVER, second=FOREVER)
    monkeypatch.setattr(beside, "wait_for_one", interrupt)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what runs in its background ignore it
    began = time.monotonic()

    with pytest.raises(KeyboardInterrupt):
        take_beside(context, planned(context))

    assert time.monotonic() - began < LIMITS.seconds
    assert not traced(context)


@pytest.mark.parametrize(
    ("budget", "view", "cores", "count"), [(None, "", 8, 2), (None, "", 1, 1), (60.0, "", 8, 1), (None, "no", 8, 1)]
)
def test_two_run_at_a_time_only_with_two_cores_and_a_view_each_and_without_a_budget(
    monkeypatch: pytest.MonkeyPatch, budget: float | None, view: str, cores: int, count: int
) -> None:
    monkeypatch.setattr(guards, "available", lambda: {guards.VIEW: view})
    monkeypatch.setattr(machine, "cores", lambda: cores)

    assert count_beside(Plan(run_id="r", started="", limits=LIMITS, budget=budget)) == count


@pytest.mark.parametrize(("beside", "seconds"), [(1, 21.2), (2, 15.1)])
def test_a_forecast_takes_processes_that_run_beside_each_other_for_what_the_longest_of_them_takes(
    beside: int, seconds: float
) -> None:
    long, short = (Need(size=1, start=0.0, run=run, base=1.0, peak=1.0) for run in (1.0, 0.0))
    needs: dict[Cell, Need] = {a_cell(): long, a_cell("short"): short}
    taken = {(a_cell(), Instrument.TRACED): [9.0], (a_cell("short"), Instrument.TRACED): [6.1]}
    costs = Costs(sizes={}, needs=needs, taken=taken | {(a_cell(), Instrument.TIMING): [5.95]}, beside=beside)

    counts = {(cell, Instrument.TRACED): 1 for cell in needs} | {(a_cell(), Instrument.TIMING): 1}

    assert total(costs, counts) == pytest.approx(seconds, abs=0.2)


@pytest.mark.parametrize(("steady", "taken", "seconds"), [(False, 0, 6.0), (True, 0, 4.0), (True, 1, 3.0)])
def test_a_forecast_takes_the_first_resident_process_of_a_row_for_one_that_runs_alone(
    taken: int, seconds: float, *, steady: bool
) -> None:
    need = Need(size=1, start=0.0, run=2.0, base=1.0, peak=1.0, steady=steady)
    resident = a_cell(), Instrument.RESIDENT
    costs = Costs(needs={a_cell(): need}, taken={resident: [2.0]} if taken else {}, beside=2)

    assert total(costs, {resident: 3}) == pytest.approx(seconds, abs=0.2)


def test_what_a_row_needs_is_foreseen_from_another_size() -> None:
    need = Need(size=100, start=0.0, run=2.0, base=1.0, peak=11.0, steady=True)
    costs = Costs(sizes={"half": 50}, needs={a_cell(): need})

    half = costs.foresee(replace(a_cell(), data="half"))
    assert half
    assert (half.run, half.peak, half.steady) == (1.0, 6.0, True)
    assert costs.foresee(a_cell("unknown")) is None
