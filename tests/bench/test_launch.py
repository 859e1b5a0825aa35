"""What an implementation may do, and what each must lead to. Every test starts a real process."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.launch import Job, launch
from bench.measured.processes import is_zombie
from bench.model import Instrument, Limits, Status
from tests.bench.launching import MIB, measured

ONE_SECOND = Limits(seconds=1, memory=2 << 30)
A_QUARTER = Limits(seconds=30, memory=256 * MIB)

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
    "imports the harness": ("import bench.model", Status.MISSING_DEPENDENCY, "import", "bench"),
}


@pytest.mark.parametrize(("code", "status", "phase", "reason"), FAULTS.values(), ids=FAULTS)
def test_an_implementation_that(tmp_path: Path, code: str, status: Status, phase: str, reason: str) -> None:
    finished = measured(tmp_path, code)

    assert (finished.status, finished.phase) == (status, phase), finished
    assert reason in finished.reason
    assert str(tmp_path) not in finished.reason + finished.output
    assert finished.answers == ()


@pytest.mark.parametrize("name", ["raises", "calls sys.exit(0)", "calls os._exit(0)", "returns a generator"])
@pytest.mark.parametrize("instrument", [Instrument.ANSWER, Instrument.TIMING, Instrument.TRACED, Instrument.LINES])
def test_every_instrument_tells_the_same_fault(tmp_path: Path, name: str, instrument: Instrument) -> None:
    code, status, phase, reason = FAULTS[name]

    finished = measured(tmp_path, code, instrument)

    assert (finished.status, finished.phase) == (status, phase), finished
    assert reason in finished.reason


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
    "uses a pool of forked processes": """
        from multiprocessing import get_context
        def double(n):
            return n * 2
        def run(n):
            with get_context('fork').Pool(2) as pool:
                return sum(pool.map(double, [n, n])) // 4
    """,
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


HANGS = {
    "sleeps": "import time\n\ndef run(n):\n    time.sleep(60)",
    "spins": "def run(n):\n    while True:\n        pass",
    "spins in C under the lock": "def run(n):\n    return pow(3, 1 << 28)",
    "ignores every signal": """
        import signal, time
        def run(n):
            for number in set(range(1, 32)) - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_IGN)
            time.sleep(60)
    """,
    "stops itself": "import os, signal\n\ndef run(n):\n    os.kill(os.getpid(), signal.SIGSTOP)",
}


@pytest.mark.measuring
@pytest.mark.parametrize("code", HANGS.values(), ids=HANGS)
def test_a_hanging_implementation_is_ended_within_a_second_of_its_limit(tmp_path: Path, code: str) -> None:
    finished = measured(tmp_path, code, limits=ONE_SECOND)

    assert (finished.status, finished.phase) == (Status.TIMEOUT, "run")
    assert finished.reason.startswith("still running after 1 s")
    assert 1 <= finished.values["process_seconds"].value <= 2


def test_a_timeout_says_in_which_line_it_stood(tmp_path: Path) -> None:
    finished = measured(
        tmp_path, "def wait():\n    while True:\n        pass\n\ndef run(n):\n    wait()", limits=ONE_SECOND
    )

    assert re.search(r"implementation.py, line [23], in wait\nimplementation.py, line 6, in run", finished.reason)


def test_a_hanging_import_ends_in_its_phase(tmp_path: Path) -> None:
    finished = measured(tmp_path, "import time\ntime.sleep(60)", limits=ONE_SECOND)

    assert (finished.status, finished.phase) == (Status.TIMEOUT, "import")


@pytest.mark.measuring
@pytest.mark.parametrize("instrument", [Instrument.RESIDENT, Instrument.TIMING])
def test_memory_beyond_the_limit_is_ended_near_the_limit(tmp_path: Path, instrument: Instrument) -> None:
    code = "def run(n):\n    kept = []\n    while True:\n        kept.append(bytearray(1 << 20))"

    finished = measured(tmp_path, code, instrument, limits=A_QUARTER)

    assert (finished.status, finished.phase) == (Status.MEMORY_LIMIT, "run")
    assert 256 * MIB <= finished.values["peak"].value <= 320 * MIB
    assert "allowed 256 MiB" in finished.reason


@pytest.mark.measuring
def test_children_count_towards_the_limit_but_shared_pages_only_once(tmp_path: Path) -> None:
    code = """
        import os, time
        def run(n):
            shared = bytearray(100 << 20)
            for _ in range(4):
                if not os.fork():
                    own = bytearray({own} << 20)
                    time.sleep(60 if {own} else 0.5)
                    os._exit(0)
            for _ in range(4):
                os.wait()
            return n
    """

    sharing = measured(tmp_path, code.format(own=0), limits=A_QUARTER)
    hoarding = measured(tmp_path, code.format(own=100), limits=A_QUARTER)

    assert sharing.status is Status.OK, sharing
    assert hoarding.status is Status.MEMORY_LIMIT, hoarding


def test_address_space_is_no_memory(tmp_path: Path) -> None:
    code = "import mmap\n\ndef run(n):\n    space = mmap.mmap(-1, 8 << 30)\n    return len(space)"

    assert measured(tmp_path, code, limits=A_QUARTER).status is Status.OK


def test_a_gigabyte_of_prints_blocks_nobody_and_both_ends_are_kept(tmp_path: Path) -> None:
    code = """
        import sys
        def run(n):
            print('first')
            for _ in range(256):
                sys.stdout.write('x' * (1 << 20))
                sys.stderr.write('y' * (1 << 20))
            print('last')
            return n
    """

    finished = measured(tmp_path, code)

    assert finished.status is Status.OK
    assert finished.output.startswith("first")
    assert "last\n" in finished.output
    assert "bytes not kept" in finished.output
    assert len(finished.output) < 300 * 1024


def test_nothing_is_kept_on_disk_from_one_process_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = """
        import os, tempfile
        from pathlib import Path
        def run(n):
            places = [Path.home(), Path.cwd(), Path(tempfile.gettempdir())]
            found = [len(list(place.iterdir())) for place in places]
            for place in places:
                (place / 'cached').mkdir()
                (place / 'cached' / 'answer').write_text('1')
            return found
    """

    first, second = measured(tmp_path, code), measured(tmp_path, code)

    assert first.answers == second.answers
    assert list(tmp_path.glob("leanlines-*")) == []


def test_the_environment_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "hush")
    monkeypatch.setenv("PYTHONMALLOC", "debug")
    code = "import os\n\ndef run(n):\n    return sorted(os.environ)"

    finished = measured(tmp_path, code, answers=tmp_path)

    seen = (tmp_path / "answer-0.json").read_text()
    assert finished.status is Status.OK
    assert "A_SECRET" not in seen
    assert "PYTHON" not in seen
    assert '"HOME"' in seen


def test_the_hash_seed_is_what_was_asked_for(tmp_path: Path) -> None:
    code = "def run(n):\n    return hash('a')"

    seeds = [0, 0, 1, 2]
    answers = [measured(tmp_path, code, Instrument.ANSWER, hash_seed=seed).answers for seed in seeds]

    assert answers[0] == answers[1]
    assert len(set(answers)) == 3


@pytest.mark.parametrize("instrument", Instrument)
def test_nothing_of_the_harness_can_be_seen_by_an_implementation(tmp_path: Path, instrument: Instrument) -> None:
    code = """
        import sys
        ours = {'bench', 'worker', 'pyperf'} & {name.partition('.')[0] for name in sys.modules}
        paths = [path for path in sys.path if '/kits/' in path]
        assert not ours and not paths and len(sys.argv) == 1, (ours, paths, sys.argv)
        def run(n):
            assert not [path for path in sys.path if '/kits/' in path]
            return n
    """

    assert measured(tmp_path, code, instrument).status is Status.OK


def test_a_file_named_like_a_library_gets_the_real_library(tmp_path: Path) -> None:
    module = tmp_path / "json.py"
    module.write_text("import json\n\ndef run(n):\n    return json.dumps([n])")

    finished = launch(
        Job(
            python=Path(sys.executable),
            module=module,
            instrument=Instrument.ANSWER,
            sources=(1,),
            limits=Limits(seconds=30, memory=1 << 30),
        )
    )

    assert finished.status is Status.OK, finished


def test_an_interpreter_that_is_none_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="cannot be started"):
        measured(tmp_path, "def run(n):\n    return n", python=tmp_path / "nothing")


def test_a_monitor_that_is_killed_leaves_a_suspect_row_and_no_process(tmp_path: Path) -> None:
    code = """
        import os, signal, time
        from pathlib import Path
        def run(n):
            Path(r'PLACE').write_text(str(os.getpid()))
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
    """.replace("PLACE", str(tmp_path / "pid"))

    finished = measured(tmp_path, code)

    assert finished.status is Status.SUSPECT
    assert _ended(int((tmp_path / "pid").read_text()))


@pytest.mark.measuring
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_a_harness_that_is_ended(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "implementation.py").write_text(
        "import os, time\nfrom pathlib import Path\n\ndef run(n):\n"
        f"    Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n    time.sleep(60)\n"
    )
    harness = subprocess.Popen(
        [sys.executable, "-c", HARNESS, str(tmp_path / "implementation.py")],
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.DEVNULL,
    )
    worker = _first_line(tmp_path / "pid")

    harness.send_signal(number)
    harness.wait()

    assert _ended(worker)
    assert _within(1, lambda: not list(tmp_path.glob("leanlines-*")))


HARNESS = """
import sys
from pathlib import Path
from bench.launch import Job, launch
from bench.model import Instrument, Limits
launch(Job(python=Path(sys.executable), module=Path(sys.argv[1]), instrument=Instrument.RESIDENT, sources=(1,),
           limits=Limits(seconds=60, memory=1 << 30)))
"""


def _first_line(path: Path) -> int:
    assert _within(20, lambda: path.exists() and path.read_text())
    return int(path.read_text())


def _ended(pid: int) -> bool:
    return _within(1, lambda: is_zombie(pid))


def _within(seconds: float, condition: object) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.01)
    return False
