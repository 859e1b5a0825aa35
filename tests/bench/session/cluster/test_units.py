"""Where a unit ends, and what a machine says of itself."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from bench.correctness.judging import CheckResult
from bench.inputs import environments
from bench.model.errors import BenchError
from bench.model.request import Request
from bench.model.types import Instrument, Run, Sample, Status
from bench.results.journal import Journal
from bench.session import measuring
from bench.session.cluster import here, one_unit
from bench.session.cluster.messages import MatrixRequest, UnitTask
from bench.session.context import MeasuredUnit, RunContext, UnitEndError
from bench.session.processes import one_process
from tests.bench.builders import LIMITS, a_cell, a_run
from tests.bench.session.contexts import a_context


def units(folder: Path, *, is_one: bool) -> list[set[tuple[Instrument, int]]]:
    """Measure a run, a unit after another, and return which processes each had."""
    begun = replace(a_run(), outcomes=tuple(replace(row, samples=()) for row in a_run().outcomes))
    begun = replace(begun, plan=replace(begun.plan, rounds=2, long_rounds=0, quick=True, limits=LIMITS))
    found: list[set[tuple[Instrument, int]]] = []

    def run(_context: RunContext, sample: Sample, *_: object) -> tuple[Sample, str]:
        found[-1].add((sample.instrument, sample.process))
        return sample, ""

    is_ended = False
    with (
        Journal(folder / "samples.jsonl") as journal,
        mock.patch.object(one_process, "run_and_judge", run),
        mock.patch.object(measuring, "_hold_to_the_cache"),
        mock.patch.object(measuring, "_hold_to_the_hash") as looked,
    ):
        while not is_ended:
            found.append(set())
            cases = dict.fromkeys(begun.plan.cells)
            unit = MeasuredUnit(is_one=is_one)
            try:
                measuring.measure(a_context(begun.plan, journal, folder, cases=cases, begun=begun, unit=unit))
                is_ended = True
            except UnitEndError:
                pass
            assert looked.call_count == len(found)
    return found


def test_a_unit_is_one_round_or_one_pass_and_all_units_together_are_the_run(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    one, whole = units(tmp_path / "one", is_one=True), units(tmp_path, is_one=False)

    assert [len(each) for each in one] == [1] * len(one)
    assert len(whole) == 1
    assert set.union(*one) == whole[0]
    assert {(Instrument.TIMING, 0), (Instrument.TIMING, 1), (Instrument.TRACED, 0)} < whole[0]


@pytest.mark.parametrize(
    ("reason", "is_left_out"), [(f"{environments.UNREACHABLE}: refused", True), ("no such release", False)]
)
def test_a_machine_without_a_registry_measures_nothing_that_another_could_measure_whole(
    reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_left_out: bool
) -> None:
    lacking = CheckResult(Status.MISSING_DEPENDENCY, reason, phase="start")

    @contextmanager
    def opened(*_: object) -> Iterator[tuple[Run, RunContext, Path]]:
        with Journal(tmp_path / "samples.jsonl") as journal:
            yield a_run(), a_context(a_run().plan, journal, tmp_path, environments={a_cell(): lacking}), tmp_path

    monkeypatch.setattr(one_unit, "open_run", opened)
    monkeypatch.setattr(one_unit, "_measure", lambda _: True)
    answer = one_unit.measure_unit(UnitTask(MatrixRequest.of(Request())))

    assert (answer.begun is None, reason in answer.problem) == (is_left_out, is_left_out)


def test_one_benchmark_at_a_time_measures_on_a_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv(here.PRETENDED, "one")
    with here.measuring_alone():
        with pytest.raises(BenchError, match="Another"), here.measuring_alone(0):
            pass
        monkeypatch.setenv(here.PRETENDED, "two")
        with here.measuring_alone(0):
            pass
    monkeypatch.setenv(here.PRETENDED, "one")
    with pytest.raises(KeyError), here.measuring_alone(0):
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_machines_are_told_apart_by_their_kernel_and_held_to_one_release(monkeypatch: pytest.MonkeyPatch) -> None:
    own = here.facts()
    monkeypatch.setitem(os.environ, here.PRETENDED, "another")
    other = here.facts()

    assert own[here.KERNEL] != other[here.KERNEL]
    assert Path("/proc/sys/kernel/random/boot_id").read_text().strip() not in own.values()
    assert here.needs().items() <= own.items()
    assert {key: value for key, value in own.items() if key != here.KERNEL}.items() <= other.items()
