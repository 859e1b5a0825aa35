"""What an implementation can see, and what stays of it: nothing. Every test starts real processes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.measured.monitor.proc import is_zombie
from bench.model.errors import BenchError
from bench.model.types import Instrument, Status
from tests.bench.process.launching import measured
from tests.stalls import attempts

PROMISED = 1  # seconds in which nothing of an ended harness is left, on a machine that does nothing else
SOON = 30  # seconds, on a busy machine; half of what a process sleeps that would outlive its harness


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


def test_an_interpreter_that_is_none_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="cannot be started"):
        measured(tmp_path, "def run(n):\n    return n", python=tmp_path / "nothing")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM])
def test_a_monitor_that_is_killed_leaves_a_suspect_row_and_no_process(tmp_path: Path, number: signal.Signals) -> None:
    code = f"""
        import os, time
        from pathlib import Path
        def run(n):
            Path({str(tmp_path / "pid")!r}).write_text(str(os.getpid()))
            os.kill(os.getppid(), {int(number)})
            time.sleep(60)
    """

    finished = measured(tmp_path, code, writable=(tmp_path,))

    assert finished.status is Status.SUSPECT
    assert _ended(int((tmp_path / "pid").read_text()))


@pytest.mark.measuring
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_a_harness_that_is_ended(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "implementation.py").write_text(
        "import os, time\nfrom pathlib import Path\n\ndef run(n):\n"
        f"    Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n    time.sleep(60)\n"
    )
    for attempt in attempts():
        (tmp_path / "pid").unlink(missing_ok=True)
        harness = subprocess.Popen(
            [sys.executable, "-c", HARNESS, str(tmp_path / "implementation.py")],
            env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3])},
            stderr=subprocess.DEVNULL,
        )
        worker = _first_line(tmp_path / "pid")
        with attempt:
            harness.send_signal(number)
            harness.wait(timeout=SOON)

            assert _ended(worker, PROMISED)
            assert _soon(lambda: not list(tmp_path.glob("leanlines-*")), PROMISED)


HARNESS = """
import signal, sys
from pathlib import Path
from bench.process.launch import Job, launch
from bench.model.types import Instrument, Limits
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever is started in the background ignores it
launch(Job(python=Path(sys.executable), module=Path(sys.argv[1]), instrument=Instrument.RESIDENT, sources=(1,),
           limits=Limits(seconds=60, memory=1 << 30), writable=(Path(sys.argv[1]).parent,)))
"""


def _first_line(path: Path) -> int:
    assert _soon(lambda: path.exists() and path.read_text())
    return int(path.read_text())


def _ended(pid: int, seconds: float = SOON) -> bool:
    return _soon(lambda: is_zombie(pid), seconds)


def _soon(condition: Callable[[], object], seconds: float = SOON) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.01)
    return False
