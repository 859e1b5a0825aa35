"""How the monitor's report and the worker's result are read. Pure: no process is started."""

import json
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.model.types import Instrument, Limits, Status
from bench.process.figures import CLAIMED, LONGEST
from bench.process.finished import MOST_VALUES, PIECES, describe
from bench.process.job import Finished, Job
from bench.process.stacks import HEADING, WAITING, without_dumps

MIB = 1 << 20
FOLDER = Path("/var/tmp/leanlines-0123456789ab")  # noqa: S108  only a name here
JOB = Job(
    python=Path("/somewhere/env/bin/python"),
    module=Path("/home/someone/impls/errors/implementation.py"),
    instrument=Instrument.RESIDENT,
    sources=(Path("/data/of/someone/log"),),
    limits=Limits(seconds=5, memory=256 * MIB),
)


TAKES_THE_GIL = (  # as CPython 3.13 warns
    b"<frozen importlib._bootstrap>:488: RuntimeWarning: The global interpreter lock (GIL) has been enabled to load "
    b"module 'numpy._core._multiarray_umath', which has not declared that it can run safely without the GIL.\n"
)


def a_report(result: object = None, **differing: Any) -> dict[str, Any]:
    return {
        "code": 0,
        "cause": "",
        "seconds": 1.5,
        "cpu": 0.01,
        "left": 0,
        "cached": None,
        "strangers": 0,
        "disorder": "",
        "before": 0.05,
        "after": 0.01,
        "output": b"",
        "errors": b"",
        "result": b"" if result is None else json.dumps(result).encode(),
        "pyperf": b"",
        "phase": "run",
        "processes": 1,
        "single": True,
        "peaks": {"start": 9 * MIB, "import": 10 * MIB, "run": 90 * MIB, "done": 11 * MIB},
        "starts": {"import": 9 * MIB, "run": 10 * MIB, "done": 10 * MIB},
        "grown": 80 * MIB,
        "sampled": {"run_anonymous": 80 * MIB, "run_file": 6 * MIB},
        "bounds": {},
        "stood": 0.0,
        "tampered": False,
        "resets": True,
        "curve": [],
        "calls": [(1.3, 1.25)],
        "stamps": [],
    } | differing


OK = {"status": "ok", "reason": "", "phase": "done", "answers": ["0a" * 32], "values": {"run_seconds": [1.25, "s"]}}
TIMED = OK | {"values": {"loops": [1, "1"], "seconds": [1.25, "s"]}, "calls": [1.25]}


def ended(report: dict[str, Any], job: Job = JOB) -> Finished:
    return describe(job, FOLDER, report)


def test_figures_carry_their_units_and_the_peak_is_the_largest_phase() -> None:
    finished = ended(a_report(OK))

    assert finished.status is Status.OK
    assert finished.answers == ("0a" * 32,)
    assert {name: (figure.value, figure.unit) for name, figure in finished.values.items()} == {
        "process_seconds": (1.5, "s"),
        "monitor_cpu_seconds": (0.01, "s"),
        "processes": (1, "1"),
        "single_thread": (1, "1"),
        "left_behind": (0, "1"),
        "bare_peak": (9 * MIB, "B"),
        "import_peak": (10 * MIB, "B"),
        "run_peak": (90 * MIB, "B"),
        "peak": (90 * MIB, "B"),
        "run_start": (10 * MIB, "B"),
        "run_growth": (80 * MIB, "B"),
        "run_anonymous": (80 * MIB, "B"),
        "run_file": (6 * MIB, "B"),
        "run_seconds": (1.25, "s"),
    }


@pytest.mark.parametrize("phase", ["import", "run", "whole"])
def test_more_than_the_limit_is_the_status_even_if_nobody_could_end_it_meanwhile(phase: str) -> None:
    finished = ended(a_report(OK, peaks={phase: 300 * MIB}))

    assert (finished.status, finished.reason) == (Status.MEMORY_LIMIT, "held 300 MiB, allowed 256 MiB")


def test_what_is_held_after_the_call_does_not_break_the_limit() -> None:
    assert ended(a_report(OK, peaks={"run": 90 * MIB, "done": 300 * MIB})).status is Status.OK


def test_a_timed_process_has_no_memory_unless_it_failed() -> None:
    timed = replace(JOB, instrument=Instrument.TIMING)

    assert "peak" not in ended(a_report(TIMED), timed).values
    failed = ended(a_report(cause="memory-limit", code=9), timed)
    assert failed.values["peak"].value == 90 * MIB
    assert "run_peak" not in failed.values


def test_what_cannot_be_had_is_absent() -> None:
    bare = a_report(OK, processes=None, peaks={"run": 70 * MIB}, starts={}, grown=None, sampled={})

    assert set(ended(bare).values) == {"process_seconds", "monitor_cpu_seconds", "run_peak", "peak", "run_seconds"}


@pytest.mark.parametrize(
    ("differing", "status", "reason"),
    [
        ({"cause": "timeout", "code": 9}, Status.TIMEOUT, "still running after 5 s"),
        ({"cause": "memory-limit", "code": 9}, Status.MEMORY_LIMIT, "held 90 MiB, allowed 256 MiB"),
        ({"code": signal.SIGSEGV}, Status.CRASH, "ended by SIGSEGV"),
        ({"code": 40}, Status.CRASH, "ended by signal 40"),
        ({"code": 0}, Status.EXIT, "ended with exit code 0 and delivered no answer"),
        ({"code": 3 << 8}, Status.EXIT, "ended with exit code 3 and delivered no answer"),
    ],
)
def test_without_a_result_the_end_decides(differing: dict[str, Any], status: Status, reason: str) -> None:
    finished = ended(a_report(**differing))

    assert (finished.status, finished.phase, finished.reason) == (status, "run", reason)


def test_a_result_counts_whatever_happened_after_it() -> None:
    finished = ended(a_report(OK, code=signal.SIGSEGV))

    assert finished.status is Status.OK
    assert ["SIGSEGV" in note for note in finished.notes] == [True]


def test_a_reset_that_the_monitor_did_not_make_is_suspect_but_does_not_hide_a_fault() -> None:
    assert ended(a_report(OK, tampered=True)).status is Status.SUSPECT
    assert ended(a_report(OK | {"status": "error"}, tampered=True)).status is Status.ERROR


def test_a_monitor_that_said_nothing_makes_a_suspect_row_without_figures() -> None:
    finished = ended({})

    assert finished.status is Status.SUSPECT
    assert finished.values == {}


def test_where_a_process_stood_is_told_innermost_first_without_absolute_paths() -> None:
    stack = b"""noise
Current thread 0x00007f25c21c3b80 (most recent call first):
  File "/usr/lib/python3.11/site-packages/polars/frame.py", line 7 in collect
  File "/usr/lib/python3.11/threading.py", line 320 in wait
  File "/home/someone/impls/errors/implementation.py", line 12 in run
  File "/cache/kits/0/bench/measured/instruments/resident.py", line 20 in measure
"""

    finished = ended(a_report(cause="timeout", code=9, errors=stack))

    assert finished.reason.splitlines()[1:] == [
        "polars/frame.py, line 7, in collect",
        "python3.11/threading.py, line 320, in wait",
        "implementation.py, line 12, in run",
        HEADING,
        "noise",
    ]


WAITS = b"""Thread 0x00007f25c21c3b80 (most recent call first):
  File "/usr/lib/python3.11/multiprocessing/pool.py", line 500 in _handle_workers

Current thread 0x00007f25c21c3b81 (most recent call first):
  File "/usr/lib/python3.11/threading.py", line 327 in wait
  File "/usr/lib/python3.11/threading.py", line 629 in wait
  File "/usr/lib/python3.11/multiprocessing/pool.py", line 765 in wait
  File "/usr/lib/python3.11/multiprocessing/pool.py", line 768 in get
  File "/usr/lib/python3.11/multiprocessing/pool.py", line 367 in map
  File "/home/someone/impls/errors/implementation.py", line 12 in mapped
  File "/home/someone/impls/errors/implementation.py", line 20 in run
"""


def test_the_line_of_the_implementation_is_among_those_of_a_deep_stack() -> None:
    finished = ended(a_report(cause="timeout", code=9, errors=WAITS))

    assert finished.reason.splitlines()[-2:] == [
        "implementation.py, line 12, in mapped",
        "implementation.py, line 20, in run",
    ]
    assert len(finished.reason.splitlines()) == 6


@pytest.mark.parametrize(("processes", "errors", "hinted"), [(3, WAITS, True), (1, WAITS, False), (3, b"", False)])
def test_who_waits_for_processes_of_its_own_is_told_how_to_start_them(
    processes: int, errors: bytes, *, hinted: bool
) -> None:
    finished = ended(a_report(cause="timeout", code=9, errors=errors, processes=processes))

    assert finished.reason.endswith(WAITING) == hinted


def test_what_the_interpreter_writes_around_a_stack_is_not_what_the_process_said_last() -> None:
    around = b"from a child in /home/someone/impls/errors\n\nFatal Python error: Segmentation fault\n\n"

    finished = ended(a_report(code=signal.SIGSEGV, errors=around + WAITS + b"\nExtension modules: a, b (total: 2)\n"))

    assert finished.reason.splitlines()[-2:] == [HEADING, "from a child in ~"]


def test_what_was_left_is_noted() -> None:
    finished = ended(a_report(OK | {"threads": 1, "notes": ["of the runner"]}, left=2, strangers=3))

    assert finished.notes[:3] == ("of the runner", "left 2 processes", "left 1 thread")
    assert "the monitor's pipe" in finished.notes[3]


@pytest.mark.parametrize(("errors", "named"), [(b"", "a library"), (TAKES_THE_GIL, "numpy._core._multiarray_umath")])
def test_threads_that_took_turns_on_a_build_without_a_gil_are_noted(errors: bytes, named: str) -> None:
    (note,) = ended(a_report(OK | {"gil": True}, errors=errors)).notes

    assert f"for {named} needs it" in note
    assert ended(a_report(OK | {"gil": False}, errors=errors)).notes == ()


def test_a_timed_process_that_had_to_stand_still_says_so() -> None:
    timing = replace(JOB, instrument=Instrument.TIMING)

    (note,) = ended(a_report(TIMED, stood=0.03), timing).notes

    assert " suspended for 0.03 of its 1.50 s: " in note
    assert ended(a_report(TIMED, stood=0.01), timing).notes == ()
    assert ended(a_report(OK, stood=0.03)).notes == ()


def test_paths_of_this_machine_are_cut_from_all_that_is_told() -> None:
    result = OK | {
        "status": "error",
        "reason": f"no {FOLDER / 'work'}/a, {JOB.module}, /data/of/someone/log, {Path.home()}/x",
    }

    finished = ended(a_report(result, output=f"{FOLDER}/home/x".encode()))

    assert finished.reason == "no a, implementation.py, log, x"
    assert finished.output == "home/x"


@pytest.mark.parametrize(
    ("alone", "calls", "noted"),
    [
        (0.05, [0.0000001, 0.0000001], True),
        (0.05, [0.05, 0.0000001], True),
        (0.05, [0.04, 0.05], False),
        (0.004, [0.0001, 0.0001], False),
        (None, [0.05, 0.0001], False),
    ],
)
def test_a_first_call_far_slower_than_the_rest_is_noted(
    alone: float | None, calls: list[float], *, noted: bool
) -> None:
    finished = ended(a_report(OK | {"alone": alone, "calls": calls}))

    assert any("kept between calls" in note for note in finished.notes) == noted


plain = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    "claimed",
    [
        {"status": "skipped", "reason": "no time was left"},  # which leaves the run green
        {"status": "timeout"},
        {"status": "well"},
        {"phase": "\x1b[2J"},
        {"answers": ["0a" * 32, "0b" * 32]},
        {"answers": ["x" * 5_000_000]},
        {"allocations": [{"file": 5, "line": 1, "size": 1, "count": 1}]},  # no reader would take the whole result
        {"allocations": [{"file": "a.py", "line": 1.5, "size": 1, "count": 1}]},
        {"values": {str(number): [] for number in range(MOST_VALUES)}},
    ],
)
def test_what_no_worker_of_ours_says_is_no_result(claimed: dict[str, Any]) -> None:
    finished = ended(a_report(OK | claimed), replace(JOB, instrument=Instrument.LINES))

    assert (finished.status, finished.phase, finished.answers) == (Status.EXIT, "run", ())


def test_no_text_of_a_worker_makes_a_result_too_large_to_be_read() -> None:
    line = {"file": "f" * 5_000, "line": 1, "size": 1, "count": 1, "source": "s" * 5_000}
    claims = {"status": "error", "reason": ["r" * 5_000] * 5_000, "notes": ["n" * 5_000], "allocations": [line]}
    finished = ended(a_report(OK | claims), replace(JOB, instrument=Instrument.LINES))

    assert finished.status is Status.ERROR
    assert len(finished.reason) < PIECES * (LONGEST + 1)
    assert [len(note) for note in finished.notes] == [LONGEST]
    assert [(len(each.file), len(each.source)) for each in finished.allocations] == [(LONGEST, LONGEST)]


fields = some.sampled_from(["status", "reason", "phase", "values", "calls", "allocations", "notes", "curve", "answers"])


@given(some.binary() | some.dictionaries(fields, plain).map(lambda result: json.dumps(result).encode()))
def test_a_malformed_result_is_no_result_and_never_an_exception(content: bytes) -> None:
    finished = ended(a_report() | {"result": content})

    assert finished.status in set(Status)


def test_the_lines_that_hold_memory_are_those_of_the_result() -> None:
    line = {"file": "a.py", "line": 7, "size": 5, "count": 2, "source": "x = []"}

    finished = ended(a_report(OK | {"allocations": [line], "growth": [line | {"size": -3}]}))

    assert [(each.file, each.line, each.size, each.count) for each in finished.allocations] == [("a.py", 7, 5, 2)]
    assert [each.size for each in finished.growth] == [-3]


@pytest.mark.parametrize("number", ["Infinity", "NaN", "1e400", str(10**400)])
def test_a_time_or_a_size_that_is_no_number_makes_it_no_result(number: str) -> None:
    line = {"file": "a.py", "line": 1, "size": 1, "count": 1}
    for name, value in (("calls", [7]), ("curve", [[7, 1]]), ("allocations", [line | {"size": 7}])):
        content = json.dumps(OK | {name: value}).replace("7", number)

        assert ended(a_report() | {"result": content.encode()}).status is not Status.OK


def test_figures_that_are_no_numbers_are_dropped() -> None:
    numbers = (float("nan"), float("inf"), "1", 10**400)
    claimed = [ended(a_report(OK | {"values": {"run_seconds": [number, "s"]}})).values for number in numbers]

    assert [values for values in claimed if "run_seconds" in values] == []


@pytest.mark.parametrize("instrument", Instrument)
def test_a_worker_claims_the_figures_of_its_instrument_and_none_of_the_monitors(instrument: Instrument) -> None:
    """Whoever delivers a result of its own could otherwise state what it held, and how long others saw it work."""
    mine = {"import_cpu": [0.25, "s"], **{name: [4, unit] for name, unit in CLAIMED[instrument].items()}}
    job, own = replace(JOB, instrument=instrument), {"values": mine, "calls": [4.0]}
    honest = ended(a_report(TIMED | own, calls=[(16.0, 1.25)]), job)
    others = {name: [1, each.unit] for name, each in honest.values.items() if name not in mine}
    others |= {name: [1, "B"] for name in ("peak", "kernel_growth", "tree_low")} | {"witnessed_seconds": [1, "s"]}

    forged = ended(a_report(TIMED | own | {"values": mine | others}, calls=[(16.0, 1.25)]), job)

    assert forged == honest
    assert mine.keys() <= honest.values.keys()


def test_the_curve_that_the_monitor_drew_is_not_replaced() -> None:
    job = replace(JOB, instrument=Instrument.RESIDENT_CURVE)
    finished = ended(a_report(OK | {"curve": [[0.0, 1]]}, curve=[(0.0, 90 * MIB)]), job)

    assert finished.curve == ((0.0, 90 * MIB),)


@pytest.mark.parametrize("instrument", [Instrument.TIMING, Instrument.TRACED])
def test_a_process_that_is_not_measured_for_memory_keeps_its_growth_and_no_other_size(instrument: Instrument) -> None:
    timed = replace(JOB, instrument=instrument)
    values = ended(a_report(TIMED), timed).values

    assert {name: each.value for name, each in values.items() if each.unit == "B"} == {"run_growth": 80 * MIB}
    assert "run_growth" not in ended(a_report(TIMED, grown=None), timed).values
    assert "run_growth" not in ended(a_report(OK | {"status": "error"}), timed).values
    assert "run_growth" not in ended(a_report(OK), replace(JOB, instrument=Instrument.LINES)).values


def test_instructions_are_a_figure_where_the_monitor_counted_them() -> None:
    counted, none = (ended(a_report(OK, instructions=count)).values for count in (7_000_000, None))

    assert (counted["instructions"].value, counted["instructions"].unit) == (7_000_000, "1")
    assert "instructions" not in none


@pytest.mark.parametrize(
    ("claims", "first"),
    [({}, 1.25), ({"alone": 1.2}, 1.2), ({"values": {"loops": [8, "1"], "seconds": [0.15625, "s"]}}, None)],
)
def test_the_first_call_is_the_one_by_itself(claims: dict[str, Any], first: float | None) -> None:
    loops = claims.get("values", {}).get("loops", [1])[0]
    report = a_report(TIMED | claims | {"calls": [1.25 / loops]})
    found = ended(report, replace(JOB, instrument=Instrument.TIMING)).values.get("first_call_seconds")

    assert (found.value if found else None) == first


@pytest.mark.parametrize(
    "claimed",
    [
        {"traced_peak": [-5, "B"]},
        {"seconds": [0, "s"]},
        {"run_seconds": [5e-324, "s"]},
        {"loops": [0, "1"]},
        {"entries": [3, "things"]},
    ],
)
def test_a_figure_that_nothing_can_be_measured_as_is_dropped(claimed: dict[str, Any]) -> None:
    assert not claimed.keys() & ended(a_report(OK | {"values": claimed})).values.keys()


@pytest.mark.parametrize("part", [{"calls": [0]}, {"calls": [5e-324]}, {"curve": [[-1, 5]]}, {"notes": ["x"] * 1_001}])
def test_a_result_of_what_cannot_be_is_no_result(part: dict[str, Any]) -> None:
    assert ended(a_report(OK | part)).status is not Status.OK


@pytest.mark.parametrize(("between", "is_dump"), [(" [worker]", True), (" " + "Thread 0x1" * 9, False)])
def test_a_dump_is_known_by_a_short_head(between: str, *, is_dump: bool) -> None:
    printed = f'Thread 0x1{between} (most recent call first):\n  File "a.py", line 1 in run\n'

    assert (without_dumps(printed) == "") == is_dump
