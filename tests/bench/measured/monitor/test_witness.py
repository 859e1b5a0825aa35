"""What the monitor sees of a worker beside its calls: the order of its phases, and what is spent around them."""

from pathlib import Path

import pytest

from bench.measured.monitor.witness import PhaseOrder
from bench.model.types import Instrument, Status
from tests.bench.process.launching import measured

TASK = """
    import sys

    def task():
        frame = sys._getframe(1)
        while frame:
            for value in list(frame.f_locals.values()):
                found = getattr(value, "task", value)
                if type(found).__name__ == "Task":
                    return found
            frame = frame.f_back
"""
SPIN = """
    import time

    def spin(seconds=0.5):  # to load what a call needs takes 0.09 on a slow machine, and more on a busy one
        until = time.process_time() + seconds
        while time.process_time() < until:
            pass
"""


@pytest.mark.parametrize(
    ("phases", "several", "broken"),
    [
        ("import run run done bye", False, ""),
        ("import own run run done bye", False, ""),
        ("import own own run done bye", False, "`own` after `own`"),
        ("import own run own run done bye", False, "`own` after `run`"),
        ("import done bye", False, ""),
        ("done bye", False, ""),
        ("import run done run done bye", True, ""),
        ("import run done run done bye", False, "`run` after `done`"),
        ("import run import run done bye", True, "`import` after `run`"),
        ("import run lunch run done bye", False, "`lunch` after `run`"),
        ("import run bye", False, "`bye` after `run`"),
        ("import run done done bye", True, "`done` after `done`"),
    ],
)
def test_phases_have_one_order(phases: str, several: bool, broken: str) -> None:  # noqa: FBT001
    order = PhaseOrder(several=several)
    for phase in phases.split():
        order.enter(phase)

    assert order.broken == broken


@pytest.mark.parametrize(
    ("phase", "broken"),
    [("import", "`import` after `run`"), ("done", "`run` after `done`"), ("lunch", "`lunch` after `run`")],
)
def test_memory_is_not_hidden_in_another_phase(tmp_path: Path, phase: str, broken: str) -> None:
    code = f"""{TASK}
    def run(n):
        channel = task().channel
        channel.enter({phase!r})
        held = b"1" * (64 << 20)
        del held
        channel.enter("run")
        return n
    """

    finished = measured(tmp_path, code, Instrument.RESIDENT)

    assert finished.status is Status.SUSPECT
    assert broken in finished.reason


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (
            "import gc\n    gc.callbacks.append(lambda *_: spin() if not done and not done.append(1) else None)",
            "before",
        ),
        ("import os\n    os.fork() or (spin(), os._exit(0))\n    os.wait()", "before"),
        ("import atexit", "neither"),
    ],
)
def test_what_is_spent_before_the_first_call_is_seen(tmp_path: Path, code: str, name: str) -> None:
    finished = measured(
        tmp_path,
        f"""{SPIN}
    done = []
    {code}

    def run(n):
        return n
    """,
        Instrument.TIMING,
    )

    assert (finished.values["cpu_before_calls"].value > 0.48) == (name == "before")


def test_what_a_module_did_itself_is_none_of_its_imports_whatever_it_says(tmp_path: Path) -> None:
    code = f"""{SPIN}
    import sys
    spin()

    def run(n):
        frame = sys._getframe()
        while "loaded" not in frame.f_locals:
            frame = frame.f_back
        loaded = frame.f_locals["loaded"]
        loaded["import_cpu"], loaded["body_cpu"] = loaded["body_cpu"], loaded["import_cpu"]
        return n
    """

    values = measured(tmp_path, code, Instrument.TIMING).values

    assert values["import_cpu"].value < 0.1 < values["cpu_before_calls"].value


def test_what_is_spent_once_the_calls_are_over_is_seen(tmp_path: Path) -> None:
    code = f"""{TASK}{SPIN}
    def run(n):
        found, answer = task(), []
        keep = found.keep
        found.keep = lambda given: (spin(), answer.append(n), keep(given))
        return answer
    """

    assert measured(tmp_path, code, Instrument.TIMING).values["cpu_after_calls"].value > 0.48
