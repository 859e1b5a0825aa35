"""The private view: nobody gets out of it, whoever measures, and where it is refused the run says so and goes on."""

import json
import os
import platform
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.model.errors import BenchError
from bench.model.types import Cell, Guard, Instrument, Limits, Sample, Status
from bench.process import guards, visible
from bench.process.job import Edit, Job
from bench.results import result_file
from reports.view.provenance.guards import EXPLAINED
from tests.bench import builders
from tests.bench.process.launching import measured
from tests.faults.escaping import SHARED, escape
from tests.needs import denied
from tests.refusing import UNSHARE, refuse_unshare

CHECKOUT = Path(__file__).parents[3]
NOBODY = 65534
WITHOUT = {"see answers", "see manifest", "see other", "see scratch", "see shared", "write the data", "write to cache"}


@pytest.mark.usefixtures("_in_view")
def test_nobody_gets_out_of_the_private_view(tmp_path: Path) -> None:
    seen = escape(tmp_path)

    assert seen == {"status": "ok", "reason": "", "worked": [], "missing": ""}


@pytest.fixture
def folder_of_a_user() -> Iterator[Path]:
    """Give a folder that an ordinary user can reach; who is one already needs no other."""
    with tempfile.TemporaryDirectory() as folder:
        if not os.getuid():
            os.chown(folder, NOBODY, NOBODY)
        yield Path(folder)


def _as_a_user(folder: Path, *, refused: bool = False) -> dict[str, Any]:
    """Let an ordinary user try; of root's an interpreter of the system that has our libraries in its reach."""
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    python = sys.executable if os.getuid() else f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"
    more: dict[str, Any] = {"cwd": "/", "capture_output": True, "text": True}
    more |= {} if os.getuid() else {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    environment = {
        "LEANLINES_CACHE": str(folder / "cache"),
        "TMPDIR": str(folder),
        "HOME": str(folder),
        "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *libraries]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    code = "import sys; from pathlib import Path; from tests.faults import escaping; from tests import started\n"
    code += "started.settle(setattr, started.refused())\n" if refused else ""
    code += f"print(escaping.json.dumps(escaping.escape(Path({str(folder)!r}))))"
    try:
        done = subprocess.run([python, "-c", code], env=environment, check=False, **more)
    except OSError as error:
        denied(f"no interpreter is in the reach of an ordinary user: {error}")
    if "ModuleNotFoundError" in done.stderr or "PermissionError" in done.stderr:
        denied("our libraries are not in the reach of an ordinary user")
    assert not done.returncode, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.usefixtures("_in_view")
def test_neither_does_anybody_whom_an_ordinary_user_measures(folder_of_a_user: Path) -> None:
    seen = _as_a_user(folder_of_a_user)
    if seen["missing"]:
        denied(f"an ordinary user gets no private view: {seen['missing']}")

    assert seen == {"status": "ok", "reason": "", "worked": [], "missing": ""}


def test_without_it_the_same_tries_work(folder_of_a_user: Path) -> None:
    assert set(_as_a_user(folder_of_a_user, refused=True)["worked"]) >= WITHOUT


@pytest.mark.usefixtures("_in_view")
def test_what_programs_are_used_to_works_in_it(tmp_path: Path) -> None:
    code = """
        import multiprocessing, os, pty, subprocess, tempfile
        from multiprocessing.shared_memory import SharedMemory
        from pathlib import Path
        def run(n):
            with multiprocessing.Pool(2) as pool:
                assert pool.map(abs, [-1, -2]) == [1, 2]
            shared = SharedMemory(create=True, size=4096)
            shared.close()
            shared.unlink()
            for place in (Path.home(), Path.cwd(), tempfile.gettempdir(), '/tmp', '/var/tmp', '/dev/shm'):
                with tempfile.NamedTemporaryFile(dir=place) as file:
                    file.write(os.urandom(8))
            subprocess.run('sort < /dev/null > /dev/null', shell=True, check=True)
            with open('/dev/null', 'w') as nothing, open('/dev/zero', 'rb') as zeros:
                print(zeros.read(1), file=nothing)
            for handle in pty.openpty():
                os.close(handle)
            return [n]
    """

    finished = measured(tmp_path, code)

    assert (finished.status, finished.reason, finished.notes) == (Status.OK, "", ())


@pytest.mark.usefixtures("_in_view")
@pytest.mark.parametrize("place", [SHARED, "link"])
def test_data_is_seen_wherever_it_lies_and_by_the_name_that_was_given(place: str | Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    folder = tmp_path / place  # an absolute one takes the place of the whole
    with tempfile.NamedTemporaryFile(dir=folder) as data:
        Path(data.name).write_text("whole\n")

        finished = measured(tmp_path, "def run(path):\n    return [path.read_text()]", sources=(Path(data.name),))

    assert (finished.status, finished.notes) == (Status.OK, ()), finished


@pytest.mark.usefixtures("_in_view")
def test_a_temporary_folder_elsewhere_is_the_processs_own_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real" / "leanlines-run-12345678").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "link"))
    monkeypatch.setattr(visible, "TEMPORARY", ())
    code = f"import os\n\ndef run(n):\n    return [name[:14] for name in os.listdir({str(tmp_path / 'real')!r})]"

    finished = measured(tmp_path, code, answers=tmp_path)

    assert finished.status is Status.OK, finished
    assert "leanlines-run-" not in (tmp_path / "answer-0.json").read_text()
    assert [each.name for each in (tmp_path / "real").iterdir()] == ["leanlines-run-12345678"]


@pytest.mark.usefixtures("_in_view")
def test_a_view_that_is_refused_to_one_process_is_noted_at_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = visible.to_job

    def missing(room: Path, job: Job) -> dict[str, Any]:
        return whole(room, replace(job, writable=(tmp_path / "nothing",)))

    monkeypatch.setattr(visible, "to_job", missing)

    finished = measured(tmp_path, "def run(n):\n    return n")

    assert finished.status is Status.OK
    assert "open_tree: No such file" in "".join(finished.notes)


def test_a_trial_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    assert guards.available.__wrapped__().keys() == {guards.VIEW, guards.KERNEL}
    assert list(tmp_path.iterdir()) == []


def test_a_system_without_namespaces_is_said_to_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    assert set(guards.available.__wrapped__().values()) == {"only Linux has it"}


def test_a_run_without_it_works_and_says_what_the_system_refused(tmp_path: Path) -> None:
    if platform.machine() not in UNSHARE:
        denied("the number of the system call is not known here")
    asked = ("--workload", "squares_and_evens", "--impl", "list*", "--lines", "1k", "--quick", "--rounds", "1")

    done = subprocess.run(
        [sys.executable, "-m", "bench", "run", *asked, "--out", str(tmp_path)],
        cwd=CHECKOUT,
        preexec_fn=refuse_unshare,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    (result,) = tmp_path.glob("*/result.json")
    run = result_file.read(result)
    assert Guard(guards.VIEW, "unshare: Operation not permitted") in run.guards
    assert {row.status for row in run.outcomes} == {Status.OK}
    assert {note for row in run.outcomes for sample in row.samples for note in sample.notes} == set()


def test_a_result_keeps_its_guards_and_an_older_one_has_none() -> None:
    kept = (Guard("a", "refused"), Guard("b"))
    run = builders.a_run()

    assert result_file.from_json(result_file.to_json(replace(run, guards=kept)), "new").guards == kept
    older = json.loads(result_file.to_json(run))
    del older["guards"]
    assert result_file.from_json(json.dumps(older).encode(), "old").guards == ()


@pytest.mark.parametrize(
    ("earlier", "missing"),
    [((Guard("a"),), ""), ((Guard("a", "refused"),), "refused"), ((), guards.UNKNOWN)],
)
def test_a_resumed_run_has_a_guard_that_was_in_force_throughout(earlier: tuple[Guard, ...], missing: str) -> None:
    assert guards.of_both(earlier, (Guard("a"),)) == (Guard("a", missing),)
    assert guards.of_both(earlier, (Guard("a", "now"),)) == (Guard("a", "now"),)


def test_a_run_of_which_a_part_was_killed_says_for_ever_that_this_was_not_compared() -> None:
    once = guards.of_both((Guard("a"),), (Guard("a"),), killed=True)

    assert once == (Guard("a"), Guard(guards.COMPARED, guards.KILLED))
    assert guards.of_both(once, (Guard("a"),)) == once
    assert {guard.name for guard in once} - {"a"} <= EXPLAINED.keys()


@pytest.mark.parametrize(
    ("changed", "unchanged", "missing"),
    [
        ({"v": 18}, {}, []),
        ({}, {"w": 18}, ["of w"]),
        ({"w": 6}, {"w": 12}, ["12 of 18 processes of w"]),
        ({"v": 3, "w": 6}, {"w": 12, "x": 2}, ["12 of 18 processes of w", "and x"]),
    ],
)
def test_timed_processes_whose_answer_no_change_changed_are_counted(
    changed: dict[str, int], unchanged: dict[str, int], missing: list[str]
) -> None:
    def timed(counts: dict[str, int], variant: str) -> list[Sample]:
        cells = [Cell(workload=name, implementation="i", interpreter="3.11.7", data="d") for name in counts]
        pairs = zip(cells, counts.values(), strict=True)
        return [Sample(cell=cell, instrument=Instrument.TIMING, variant=variant) for cell, n in pairs for _ in range(n)]

    samples = [*timed(changed, "some"), *timed(unchanged, "")]

    (guard,) = guards.conclude((), builders.a_run().plan, samples)

    assert guard.name == guards.CHANGED
    assert bool(guard.missing) == bool(missing)
    assert all(part in guard.missing for part in [*missing, str(guards.ATTEMPTS) if missing else ""])


@pytest.fixture
def _counted() -> None:
    if missing := guards.available()[guards.KERNEL]:
        denied(f"the kernel counts nothing for us: {missing}")


HOARDS = """
    import os
    def run(n):
        held = os.memfd_create('held')
        for _ in range({size}):
            os.write(held, bytes(1 << 20))
        return [n]
"""
KILLED = """
    import os, time
    def run(n):
        if not os.fork():
            held = os.memfd_create('held')
            while True:
                os.write(held, bytes(1 << 20))
        os.wait()
        return [n]
"""


@pytest.mark.usefixtures("_counted")
def test_what_no_resident_size_shows_is_named_beside_it(tmp_path: Path) -> None:
    finished = measured(tmp_path, HOARDS.format(size=64))

    assert finished.status is Status.OK
    assert [note.partition(" were")[0] for note in finished.notes] == ["64 MiB"]
    resident = finished.values["run_peak"].value - finished.values["run_start"].value
    assert finished.values["kernel_growth"].value - resident == pytest.approx(64 << 20, abs=1 << 20)


@pytest.mark.usefixtures("_counted")
def test_a_temporary_file_is_no_memory(tmp_path: Path) -> None:
    code = """
        import tempfile
        def run(n):
            with tempfile.TemporaryFile() as file:
                for _ in range(64):
                    file.write(bytes(1 << 20))
                return [n]
    """

    finished = measured(tmp_path, code)

    assert finished.notes == ()
    assert finished.values["kernel_growth"].value < 4 << 20


@pytest.mark.usefixtures("_counted")
@pytest.mark.parametrize("code", [HOARDS.format(size=400), KILLED], ids=["alone", "in a child"])
@pytest.mark.parametrize("instrument", [Instrument.RESIDENT, Instrument.TIMING])
def test_the_limit_holds_for_it_too_and_for_the_whole_row(tmp_path: Path, code: str, instrument: Instrument) -> None:
    finished = measured(tmp_path, code, instrument, limits=Limits(seconds=30, memory=128 << 20))

    assert finished.status is Status.MEMORY_LIMIT
    assert re.findall(r"\d+ MiB", finished.reason) == ["140 MiB", "128 MiB"]
    assert finished.answers == ()


@pytest.mark.usefixtures("_counted")
@pytest.mark.parametrize("end", ["monitor", "harness"])
def test_no_group_outlives_who_is_killed(end: str, tmp_path: Path) -> None:
    token = secrets.token_hex(6)
    groups = f"leanlines-*-{token}"
    parent = Path(guards.group_for(token, 1)[0])
    code = f"""
        import os, time
        def run(n):
            monitor = os.getppid()
            harness = int(open(f'/proc/{{monitor}}/status').read().split('PPid:')[1].split()[0])
            os.kill({end}, 9)
            time.sleep(60)
    """
    script = f"""
from pathlib import Path
from bench.process import guards
from tests.bench.process.launching import measured
group_for = guards.group_for
guards.group_for = lambda _, limit: print("grouped", flush=True) or group_for({token!r}, limit)
measured(Path({str(tmp_path)!r}), {code!r})
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, stdout=subprocess.PIPE, check=False)

    assert done.stdout == b"grouped\n" * 2  # one to see whether there can be one
    until = time.monotonic() + 30  # half of what the process would sleep
    while list(parent.glob(groups)) and time.monotonic() < until:
        time.sleep(0.01)
    assert list(parent.glob(groups)) == []


@pytest.mark.usefixtures("_counted")
def test_no_group_outlives_a_monitor_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token, group_for = secrets.token_hex(6), guards.group_for
    (tmp_path / "data").write_text("old")
    (tmp_path / "link").symlink_to("data")  # nobody writes through one
    monkeypatch.setattr(guards, "group_for", lambda _, limit: group_for(token, limit))

    with pytest.raises(BenchError, match="cannot be started"):
        measured(
            tmp_path, "def run(path):\n    return 1", sources=(tmp_path / "link",), change=(Edit(0, b"old", b"new"),)
        )

    assert list(Path(group_for(token, 1)[0]).glob(f"leanlines-*-{token}")) == []


def test_a_group_that_is_refused_to_one_process_is_noted_at_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    available = {guards.VIEW: "", guards.KERNEL: ""}
    monkeypatch.setattr(guards, "available", lambda: available)
    monkeypatch.setattr(guards, "group_for", lambda token, limit: (str(tmp_path / "nothing"), 1, token, limit))

    finished = measured(tmp_path, "def run(n):\n    return n")

    assert finished.status is Status.OK
    assert "No such file" in "".join(finished.notes)
