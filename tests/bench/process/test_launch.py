"""What an implementation may do, and what each must lead to. Every test starts a real process."""

import re
from pathlib import Path

import pytest

from bench.model.types import Instrument, Status
from tests.bench.process.launching import measured

FAULTS = {
    "raises": (
        "def run(n):\n    return {}['missing']",
        Status.ERROR,
        "run",
        "KeyError: 'missing'\nimplementation.py, line 2, in run: return {}['missing']",
    ),
    "raises at import": ("1 / 0\n\ndef run(n):\n    return 1", Status.ERROR, "import", "ZeroDivisionError"),
    "raises an exception whose text raises": (
        "class Odd(Exception):\n    def __str__(self):\n        raise ValueError\n\ndef run(n):\n    raise Odd",
        Status.ERROR,
        "run",
        "Odd: (its text cannot be had)",
    ),
    "interrupts itself": ("def run(n):\n    raise KeyboardInterrupt", Status.ERROR, "run", "KeyboardInterrupt"),
    "recurses without end": ("def run(n):\n    return run(n)", Status.ERROR, "run", "RecursionError"),
    "runs out of memory": ("def run(n):\n    raise MemoryError", Status.ERROR, "run", "MemoryError"),
    "calls sys.exit(0)": ("import sys\n\ndef run(n):\n    sys.exit(0)", Status.EXIT, "run", "sys.exit(0)"),
    "calls sys.exit(text)": ("def run(n):\n    raise SystemExit('enough')", Status.EXIT, "run", "sys.exit('enough')"),
    "calls os._exit(0)": ("import os\n\ndef run(n):\n    os._exit(0)", Status.EXIT, "run", "exit code 0"),
    "exits at import": ("raise SystemExit(3)", Status.EXIT, "import", "sys.exit(3)"),
    "becomes another program": (
        "import os\n\ndef run(n):\n    os.execvp('true', ['true'])",
        Status.EXIT,
        "run",
        "exit code 0 and delivered no answer",
    ),
    "reads address 0": (
        "import ctypes\n\ndef run(n):\n    return ctypes.string_at(0)",
        Status.CRASH,
        "run",
        "ended by SIGSEGV",
    ),
    "kills itself": (
        "import os, signal\n\ndef run(n):\n    os.kill(os.getpid(), signal.SIGKILL)",
        Status.CRASH,
        "run",
        "ended by SIGKILL",
    ),
    "aborts at import": ("import os\nos.abort()", Status.CRASH, "import", "ended by SIGABRT"),
    "returns None": ("def run(n):\n    pass", Status.BAD_RETURN_TYPE, "run", "run returned None"),
    "returns a generator": ("def run(n):\n    yield n", Status.BAD_RETURN_TYPE, "run", "a generator"),
    "returns a coroutine": ("async def run(n):\n    return n", Status.BAD_RETURN_TYPE, "run", "a coroutine"),
    "returns a set": ("def run(n):\n    return {n}", Status.BAD_RETURN_TYPE, "run", "a set"),
    "returns an object of its own": (
        "class DataFrame:\n    pass\n\ndef run(n):\n    return DataFrame()",
        Status.BAD_RETURN_TYPE,
        "run",
        "a DataFrame",
    ),
    "hides a set in a list": (
        "def run(n):\n    return [1, {'a': {n}}]",
        Status.BAD_RETURN_TYPE,
        "done",
        'a set in the answer[1]["a"]',
    ),
    "returns itself": (
        "def run(n):\n    answer = []\n    answer.append(answer)\n    return answer",
        Status.BAD_RETURN_TYPE,
        "done",
        "nested more than 100 deep",
    ),
    "is not Python": ("def run(n):\n    return (", Status.LOAD_ERROR, "import", "line 2: SyntaxError"),
    "holds NUL": ("def run(n):\n    return '\0'", Status.LOAD_ERROR, "import", "null bytes"),
    "has a bad coding cookie": ("# coding: nonsense\n", Status.LOAD_ERROR, "import", "nonsense"),
    "has no run": ("def walk(n):\n    return n", Status.LOAD_ERROR, "import", "no function `run`"),
    "has a run that is no function": ("run = 7", Status.LOAD_ERROR, "import", "not a function but int"),
    "has a run of no argument": ("\ndef run():\n    return 1", Status.LOAD_ERROR, "import", "line 2: `run`"),
    "has a run of two arguments": ("def run(a, b):\n    return 1", Status.LOAD_ERROR, "import", "line 1: `run`"),
    "needs a library": ("import no_such_library", Status.MISSING_DEPENDENCY, "import", "no_such_library"),
    "imports the harness": ("import bench.model.types", Status.MISSING_DEPENDENCY, "import", "bench"),
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
            r"KeyError: 'missing'\n(.*\n)*implementation.py, line 5, in work, in a process of a pool",
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
@pytest.mark.parametrize("instrument", [Instrument.ANSWER, Instrument.TIMING, Instrument.TRACED, Instrument.LINES])
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
    "prints in its import": "print('hello')\n\ndef run(n):\n    return n",
    "leaves a thread asleep": """
        import threading, time
        def run(n):
            threading.Thread(target=time.sleep, args=(60,)).start()
            return n
    """,
    "leaves children and a daemon": """
        import os, time
        def run(n):
            if not os.fork():
                time.sleep(60)
            if not os.fork():
                os.setsid()
                if not os.fork():
                    time.sleep(60)
                os._exit(0)
            os.wait3(0)
            return n
    """,
    "lets a forked child return": """
        import os
        def run(n):
            child = os.fork()
            if child:
                os.waitpid(child, 0)
            return n
    """,
    "closes every descriptor": """
        import os
        def run(n):
            os.closerange(0, 1000)
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
    "removes its working folder": """
        import os, shutil
        def run(n):
            shutil.rmtree(os.getcwd())
            return n
    """,
    "leaves an unwritable folder": """
        import os, tempfile
        def run(n):
            folder = tempfile.mkdtemp()
            open(folder + '/file', 'w').close()
            os.chmod(folder, 0o500)
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
    "leaves a thread asleep": ("left 1 thread",),
    "leaves children and a daemon": ("left 2 processes",),
    "is killed while the interpreter ends": ("ended by SIGKILL after its answer",),
    "hangs while the interpreter ends": ("did not end by itself after its answer",),
}


@pytest.mark.parametrize("name", GOOD)
def test_an_answer_counts_although_the_implementation(tmp_path: Path, name: str) -> None:
    plain = measured(tmp_path, "def run(n):\n    return n")

    finished = measured(tmp_path, GOOD[name])

    assert finished.status is Status.OK, finished
    assert finished.answers == plain.answers
    assert finished.notes == NOTES.get(name, ())


@pytest.mark.parametrize("instrument", Instrument)
def test_patches_do_not_reach_any_instrument(tmp_path: Path, instrument: Instrument) -> None:
    finished = measured(tmp_path, GOOD["patches what the harness might use"], instrument)

    assert finished.status is Status.OK, finished
