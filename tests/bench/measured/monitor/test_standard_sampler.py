"""The sampler of the standard library, whose profiler is stood in for: `test_line_seconds.py` asks the real one."""

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.measured.monitor import proc, standard_sampler
from bench.measured.monitor.sampler import READY
from bench.measured.monitor.standard_sampler import Looks
from bench.measured.signals import signal

WORKER, CHILD = 4711, 4712
Answer = list[SimpleNamespace] | Exception


def of(*threads: tuple[tuple[str, int], ...]) -> list[SimpleNamespace]:
    """Return what the profiler saw of threads: function and line of each frame, the innermost first."""
    frames = [
        [
            SimpleNamespace(funcname=name, filename="/x.py", location=(line, line, 0, 0) if line else None)
            for name, line in each
        ]
        for each in threads
    ]
    return [SimpleNamespace(threads=[SimpleNamespace(frame_info=each) for each in frames])]


FIRST = of()
ONE, OTHER = of((("f", 2), ("run", 7))), of((("g", 3), ("run", 8)), (), (("<gc>", 0),))

Profiled = Callable[..., Looks]


@pytest.fixture
def profiled(monkeypatch: pytest.MonkeyPatch) -> Profiled:
    """Return looks at processes of which the profiler says this, one after the other."""

    clock = [0.0]

    def profile(said: dict[int, list[Answer]], slow: float = 0.0) -> Looks:
        def dump(process: int) -> list[SimpleNamespace]:
            answer = said[process].pop(0) if said[process] else ProcessLookupError()
            clock.append(clock.pop() + slow)
            if isinstance(answer, Exception):
                raise answer
            return answer

        def profiler(process: int) -> SimpleNamespace:
            if not said[process]:
                raise SystemExit("no Python")
            return SimpleNamespace(dump_stack=lambda: dump(process))

        monkeypatch.setattr(standard_sampler, "SEARCH", 0.0)
        monkeypatch.setattr(standard_sampler, "monotonic", lambda: clock[0])
        monkeypatch.setattr(standard_sampler, "sleep", lambda seconds: clock.append(clock.pop() + seconds))
        monkeypatch.setattr(random, "expovariate", lambda rate: 1 / rate)
        monkeypatch.setattr(standard_sampler, "_profiler", profiler)
        monkeypatch.setattr(proc, "descendants", lambda process: dict.fromkeys({*said} - {process}, 0))
        return Looks(WORKER)

    return profile


def test_each_stack_is_counted_from_the_outermost_call_to_the_innermost(profiled: Profiled) -> None:
    looks = profiled({WORKER: [FIRST, ONE, OTHER, ONE]})

    looks.follow(250)

    assert dict(looks.stacks()) == {"run (/x.py:7);f (/x.py:2)": 2, "run (/x.py:8);g (/x.py:3)": 1, "<gc> (/x.py:0)": 1}


def test_a_look_that_fails_is_left_out(profiled: Profiled) -> None:
    looks = profiled({WORKER: [FIRST, ONE, RuntimeError(), OSError(), ONE]})

    looks.follow(250)

    assert dict(looks.stacks()) == {"run (/x.py:7);f (/x.py:2)": 2}


def test_a_look_that_is_late_counts_for_all_that_were_due(profiled: Profiled) -> None:
    looks = profiled({WORKER: [FIRST, ONE, OTHER]}, slow=0.01)

    looks.follow(250)

    assert dict(looks.stacks())["run (/x.py:8);g (/x.py:3)"] == 3


def test_a_child_is_followed_and_found_anew_once_it_is_another_program(profiled: Profiled) -> None:
    looks = profiled({WORKER: [FIRST, ONE, ONE, ONE, ONE], CHILD: [ONE, RuntimeError(), ONE]})

    looks.follow(250)

    assert dict(looks.stacks()) == {
        "run (/x.py:7);f (/x.py:2)": 4,
        f'process {WORKER}:"";process {CHILD}:"";run (/x.py:7);f (/x.py:2)': 2,
    }


def test_it_says_when_it_looks_and_writes_what_it_saw(
    profiled: Profiled, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    looks = profiled({WORKER: [FIRST, ONE]})
    handle = os.open(tmp_path / "seen", os.O_CREAT | os.O_WRONLY)
    monkeypatch.setattr(standard_sampler, "SEEN", handle)
    monkeypatch.setattr(standard_sampler, "Looks", lambda process: looks if process == WORKER else None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["sampler.py", "250", str(WORKER)])

    standard_sampler.main()

    assert READY.decode() in capfd.readouterr().out
    assert (tmp_path / "seen").read_text() == "run (/x.py:7);f (/x.py:2) 1\n"


@pytest.mark.parametrize("refusal", [PermissionError(1, "Operation not permitted"), RuntimeError("another release")])
def test_one_that_may_not_look_says_why(
    refusal: Exception, profiled: Profiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiled({WORKER: [FIRST]})
    monkeypatch.setattr(standard_sampler, "_profiler", lambda _: SimpleNamespace(dump_stack=lambda: _raise(refusal)))
    monkeypatch.setattr(sys, "argv", ["sampler.py", "250", str(WORKER)])

    with pytest.raises(SystemExit) as ended:
        standard_sampler.main()

    assert str(ended.value) == f"Error: {refusal}"


def _raise(error: Exception) -> None:
    raise error
