"""What a worker claims is held to what the monitor saw. Pure: no process is started."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.model.types import Instrument, Limits, Quantity
from bench.process.contradictions import (
    compare_first_with_witness,
    compare_with_witness,
    find_contradiction,
    find_cpu_before_calls,
    too_small,
)
from bench.process.job import Job

CORES = os.cpu_count() or 1
JOB = Job(
    python=Path("python"),
    module=Path("one.py"),
    instrument=Instrument.TIMING,
    sources=(1,),
    options={"calls": 2, "loops": 0},
    limits=Limits(seconds=5, memory=1 << 28),
)


def seen(*calls: tuple[float, float]) -> dict[str, Any]:
    return {"calls": list(calls)}


def claimed(*calls: float, loops: int = 1) -> dict[str, Any]:
    return {"values": {"loops": [loops, "1"], "seconds": [calls[0], "s"]}, "calls": list(calls)}


PROBE = (0.012, 0.011)
VALUE = (0.03, 0.025)
QUICK = (0.0015, 0.001)
COLLECTED = (0.051, 0.0158), (0.068, 0.0184), (0.087, 0.0238), (0.06, 0.0224), (0.031, 0.0089)  # with NumPy, under load


@pytest.mark.parametrize(
    ("report", "result"),
    [
        (seen((0.11, 0.1), (0.11, 0.1)), claimed(0.1, 0.1)),
        (seen((0.9, 0.1), (0.3, 0.1)), claimed(0.1, 0.1)),  # preempted outside of the timed part
        (seen((0.11, 0.1 * CORES), (0.11, 0.1 * CORES)), claimed(0.1, 0.1)),  # on all cores
        (seen((0.2, 0.1 + 0.04), (0.2, 0.1)), claimed(0.1, 0.1)),  # a large answer is let go
        (
            seen(*COLLECTED),
            claimed(0.0017, 0.0016, loops=16) | {"alone": 0.0017},
        ),
        (
            seen(PROBE, PROBE, (0.3, 0.02), (0.03, 0.025), (0.03, 0.025)),
            claimed(0.001, 0.001, loops=25) | {"alone": 0.01},
        ),
    ],
)
def test_what_an_honest_process_claims_is_not_contradicted(report: dict[str, Any], result: dict[str, Any]) -> None:
    assert find_contradiction(JOB, report, result) == ""


@pytest.mark.parametrize(
    ("report", "result", "word"),
    [
        (seen(), claimed(0.1, 0.1), "without announcing"),
        (seen((0.05, 0.05), (0.2, 0.1)), claimed(0.1, 0.1), "claims 0.1 s"),
        (seen((0.07, 0.06), (0.07, 0.06)), claimed(0.000001, 0.000001), "did not repeat it"),
        (seen((0.3, 0.3 * CORES), (0.3, 0.02)), claimed(0.02, 0.02), "s of processor time"),
        (seen((0.3, 0.02), (0.3, 0.1 * CORES)), claimed(0.02, 0.02), "s of processor time"),
        (seen(PROBE, QUICK, VALUE, VALUE), claimed(0.01, 0.01, loops=2) | {"alone": 1e-6}, "0.01 s of processor"),
        (seen((0.1, 0.1)), claimed(0.1, 0.1), "announced 1 call and"),
        (seen((0.1, 0.1), (0.1, 0.1)), claimed(0.1), "the times of 1"),
        (seen(*[PROBE] * 100), claimed(0.001, 0.001, loops=2), "announced 100 calls"),
        (seen((0.5, 0.5), VALUE, VALUE), claimed(0.025, 0.025) | {"alone": 0.025}, "announced 3 calls"),
        (seen((0.5, 0.5), VALUE, VALUE), claimed(0.012, 0.012, loops=2), "announced 3 calls"),
        (seen(PROBE, PROBE, VALUE, VALUE, VALUE), claimed(0.01, 0.01, loops=2) | {"alone": 0.01}, "announced 5 calls"),
        (
            seen(PROBE, (9.0, 0.3 * CORES), VALUE, VALUE),
            claimed(0.001, 0.001, loops=20) | {"alone": 0.01},
            "number of loops",
        ),
    ],
)
def test_what_cannot_be_is_named(report: dict[str, Any], result: dict[str, Any], word: str) -> None:
    assert word in find_contradiction(JOB, report, result)


def test_whoever_is_told_the_number_of_loops_looks_for_none() -> None:
    told = replace(JOB, options={"calls": 1, "loops": 1})

    assert "announced 2 calls" in find_contradiction(told, seen((0.5, 0.5), VALUE), claimed(0.025) | {"alone": 0.5})


@pytest.mark.parametrize(
    "result",
    [claimed(0.0, 0.1), claimed(-1.0, 0.1), claimed(0.1, 0.1, loops=0), claimed(0.1, 0.1) | {"calls": [0.2, 0.1]}],
)
def test_times_that_no_clock_gives_make_it_no_result(result: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"0\.1"):
        find_contradiction(JOB, seen((0.3, 0.1), (0.3, 0.1)), result)


@pytest.mark.parametrize(
    ("held", "entries", "doubted"),
    [(1, 127, True), (1015, 127, True), (1016, 127, False), (1, 100, False), (1, 0, False)],
)
def test_an_answer_takes_a_reference_for_each_entry(held: int, entries: int, *, doubted: bool) -> None:
    assert bool(too_small({"traced_current": Quantity(held, "B")}, entries)) == doubted


def test_an_untraced_process_is_not_held_to_the_size_of_its_answer() -> None:
    assert too_small({}, 10_000) == ""


@pytest.mark.parametrize(
    ("calls", "result", "seconds"),
    [
        (((0.06, 0.01), (0.02, 0), (0.01, 0), (0.02, 0), (0.02, 0)), claimed(0.02, 0.02) | {"alone": 1e-6}, 0.05),
        (((0.01, 0.01), (0.02, 0), (0.03, 0), (0.02, 0), (0.02, 0)), claimed(0.02, 0.02) | {"alone": 0.01}, 0.0),
        (((0.06, 0.01), (0.06, 0.01)), claimed(0.05, 0.05) | {"alone": 0.05}, None),
        (((0.06, 0.01), (0.06, 0.01), (0.06, 0.01)), claimed(0.05, 0.05), None),
    ],
)
def test_a_first_call_by_itself_is_witnessed(calls: Any, result: dict[str, Any], seconds: float | None) -> None:
    assert compare_first_with_witness(seen(*calls), result) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("calls", "values", "seconds"),
    [((), 0, None), ((9, 1, 2), 0, None), ((9, 1, 2), 2, 3), ((9, 1, 2), 3, 12), ((9, 1, 2), 4, None)],
)
def test_the_values_are_the_last_calls_that_were_seen(
    calls: tuple[float, ...], values: int, seconds: float | None
) -> None:
    report = seen(*((each, 0.0) for each in calls))

    assert compare_with_witness(report, {"calls": [1.0] * values}) == seconds


@pytest.mark.parametrize(
    ("before", "claims", "left"),
    [
        (0.5, {}, 0.5),
        (0.5, {"import_cpu": [0.25, "s"], "body_cpu": [0.125, "s"], "loops": [7, "1"]}, 0.125),
        (0.5, {"import_cpu": [0.75, "s"]}, 0.0),
        (None, {"import_cpu": [0.25, "s"]}, None),
    ],
)
def test_what_a_module_takes_is_none_of_what_is_done_before_the_calls(
    before: float | None, claims: dict[str, Any], left: float | None
) -> None:
    assert find_cpu_before_calls({"before": before}, {"values": claims}) == left


@pytest.mark.parametrize(("imported", "left"), [(None, 0.25), (0.5, 0.25), (0.125, 0.375)])
def test_imports_take_no_more_than_was_seen_before_the_module_ran(imported: float | None, left: float) -> None:
    report = {"before": 0.5, "imported": imported}

    assert find_cpu_before_calls(report, {"values": {"import_cpu": [0.25, "s"]}}) == left
