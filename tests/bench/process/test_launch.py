"""What an implementation may do, and what each must lead to. Every test starts a real process.

What a fault leads to that has a file in `tests/faults/modules` is held there, in a whole run.
"""

import re
from contextlib import nullcontext
from pathlib import Path

import pytest

from bench.host.cache import watching
from bench.model.errors import CacheRemovedError
from bench.model.types import Instrument, Status
from bench.process import worker_kit
from bench.process.redaction import LINGERED
from tests.bench.process.launching import measured

FAULTS = {
    "raises": (
        "def run(n):\n    return {}['missing']",
        Status.ERROR,
        "run",
        "KeyError: 'missing'\nimplementation.py, line 2, in run: return {}['missing']",
    ),
    "interrupts itself": ("def run(n):\n    raise KeyboardInterrupt", Status.ERROR, "run", "KeyboardInterrupt"),
    "runs out of memory": ("def run(n):\n    raise MemoryError", Status.ERROR, "run", "MemoryError"),
    "calls sys.exit(0)": ("import sys\n\ndef run(n):\n    sys.exit(0)", Status.EXIT, "run", "sys.exit(0)"),
    "calls os._exit(0)": ("import os\n\ndef run(n):\n    os._exit(0)", Status.EXIT, "run", "exit code 0"),
    "returns a generator": ("def run(n):\n    yield n", Status.BAD_RETURN_TYPE, "run", "a generator"),
    "returns a set": ("def run(n):\n    return {n}", Status.BAD_RETURN_TYPE, "run", "a set"),
    "hides a set in a list": (
        "def run(n):\n    return [1, {'a': {n}}]",
        Status.BAD_RETURN_TYPE,
        "done",
        'a set in the answer[1]["a"]',
    ),
}


@pytest.mark.parametrize(("code", "status", "phase", "reason"), FAULTS.values(), ids=FAULTS)
def test_an_implementation_that(tmp_path: Path, code: str, status: Status, phase: str, reason: str) -> None:
    finished = measured(tmp_path, code)

    assert (finished.status, finished.phase) == (status, phase), finished
    assert reason in finished.reason
    assert str(tmp_path) not in finished.reason + finished.output
    assert finished.answers == ()


POOLED = """
    import os, sys
    from concurrent.futures import ProcessPoolExecutor
    def work(n):
        {fails}
    def run(n):
        with ProcessPoolExecutor(1) as pool:
            return list(pool.map(work, [n]))
"""


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        (
            "return {}['missing']",
            r"KeyError: 'missing'\n(.*\n)*implementation.py, line 5, in work, .*\bpool",
        ),
        (
            "print('no more', file=sys.stderr, flush=True); os._exit(1)",
            r"BrokenProcessPool: .*\n(.*\n)*Last lines of standard error:\nno more",
        ),
    ],
)
def test_a_failure_in_a_pool_names_the_line_that_waited_and_what_failed(tmp_path: Path, fails: str, told: str) -> None:
    finished = measured(tmp_path, POOLED.replace("{fails}", fails))

    assert (finished.status, finished.phase) == (Status.ERROR, "run")
    assert re.fullmatch(told, finished.reason), finished.reason
    assert "implementation.py, line 8, in run: return list(pool.map(work, [n]))" in finished.reason.splitlines()
    assert str(tmp_path) not in finished.reason


@pytest.mark.parametrize("name", ["raises", "calls sys.exit(0)", "calls os._exit(0)", "returns a generator"])
@pytest.mark.parametrize("instrument", [Instrument.TIMING, Instrument.TRACED, Instrument.LINES])
def test_every_instrument_tells_the_same_fault(tmp_path: Path, name: str, instrument: Instrument) -> None:
    code, status, phase, reason = FAULTS[name]

    finished = measured(tmp_path, code, instrument)

    assert (finished.status, finished.phase) == (status, phase), finished
    assert reason in finished.reason


POOL = """
    from concurrent.futures import ProcessPoolExecutor
    from dataclasses import dataclass
    from multiprocessing import get_context
    @dataclass
    class Point:
        x: int
    def double(point):
        return Point(point.x * 2)
    def run(n):
        with get_context("{method}").Pool(2) as pool:
            doubled = pool.map(double, [Point(n), Point(n)])
        with ProcessPoolExecutor(1, get_context("{method}")) as pool:
            return sum(point.x for point in pool.map(double, doubled)) // 8
"""
GOOD = {
    "lets a forked child return": """
        import os
        def run(n):
            child = os.fork()
            if child:
                os.waitpid(child, 0)
            return n
    """,
    "writes to every descriptor": """
        import os
        def run(n):
            for handle in range(100):
                try:
                    os.write(handle, b'run\\ndone\\nbye\\n')
                except OSError:
                    pass
            return n
    """,
    "patches what the harness might use": """
        import builtins, gc, io, json, os, time, tracemalloc
        def broken(*_args, **_kwargs):
            raise AssertionError('patched')
        for module, names in {
            time: ['perf_counter', 'monotonic', 'process_time'], json: ['dumps', 'loads', 'dump', 'load'],
            gc: ['collect'],
            os: ['open', 'write', 'read', 'replace', 'close', 'getpid', 'getrusage'], io: ['open'],
            tracemalloc: ['get_traced_memory', 'take_snapshot'], builtins: ['open'],
        }.items():
            for name in names:
                if hasattr(module, name):
                    setattr(module, name, broken)
        def run(n):
            return n
    """,
    "ignores every signal": """
        import signal
        def run(n):
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR2):
                signal.signal(number, signal.SIG_IGN)
            return n
    """,
    "is killed while the interpreter ends": """
        import atexit, os, signal
        def run(n):
            atexit.register(os.kill, os.getpid(), signal.SIGKILL)
            return n
    """,
    "hangs while the interpreter ends": """
        import atexit, time
        def run(n):
            atexit.register(time.sleep, 60)
            return n
    """,
    "uses a pool of forked processes": POOL.format(method="fork"),
    "uses a pool of spawned processes": POOL.format(method="spawn"),
    "uses a pool of a fork server's processes": POOL.format(method="forkserver"),
    "uses dataclasses and pickle": """
        import pickle
        from dataclasses import dataclass
        @dataclass
        class Point:
            x: int
        def run(n):
            return pickle.loads(pickle.dumps(Point(n))).x
    """,
}
NOTES = {
    "is killed while the interpreter ends": ("ended by SIGKILL after its answer",),
    "hangs while the interpreter ends": (LINGERED,),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    return measured(tmp_path_factory.mktemp("plain"), "def run(n):\n    return n").answers


@pytest.mark.parametrize("name", GOOD)
def test_an_answer_counts_although_the_implementation(tmp_path: Path, name: str, plain: tuple[str, ...]) -> None:
    finished = measured(tmp_path, GOOD[name])

    assert finished.status is Status.OK, finished
    assert finished.answers == plain
    assert finished.notes == NOTES.get(name, ())


@pytest.mark.parametrize("instrument", Instrument)
def test_patches_do_not_reach_any_instrument(tmp_path: Path, instrument: Instrument) -> None:
    finished = measured(tmp_path, GOOD["patches what the harness might use"], instrument)

    assert finished.status is Status.OK, finished


@pytest.mark.parametrize("gone", [True, False])
def test_a_monitor_that_fails_is_heard_unless_the_cache_was_removed_under_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *, gone: bool
) -> None:
    def check() -> None:
        if gone:
            raise CacheRemovedError("removed")

    (tmp_path / "monitor.py").write_text("raise ImportError('half of it is left')")
    monkeypatch.setattr(worker_kit, "folder", lambda _: tmp_path)
    monkeypatch.setattr(watching, "check", check)
    with pytest.raises(CacheRemovedError) if gone else nullcontext():
        assert measured(tmp_path, "def run(n): return n").status is Status.SUSPECT

    assert ("half of it is left" in capfd.readouterr().err) is not gone
