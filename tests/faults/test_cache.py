"""Whole runs whose cache is damaged or taken away: nothing of that is executed or believed, and no row is blamed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.model.types import Status
from bench.results import result_file
from generators.content import faker_pool
from tests.faults.runs import ROOT, RunPlace, ended, until
from tests.started import opened, without_traces

PLANTED = "import pathlib; pathlib.Path({!r}).touch()\n"
SECONDS = 600  # that no run takes, on however busy a machine
ROWS = ("--impl", "*@mine", "--edge-cases", "off")
BRIEF = ("--quick", "--rounds", "2", "--lines", "2k", *ROWS)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a cache of their own to these tests; what one of them damages, the next finds or makes whole."""
    folder = tmp_path_factory.mktemp("damaged") / "cache"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LEANLINES_CACHE", str(folder))
        faker_pool.load(1, "en_US")  # here it is at hand, and a run would take seconds
        yield folder


def planted(base: Path, kind: str, mark: Path) -> None:
    """Have whatever runs from a thing of the cache leave a mark."""
    [thing] = (path for path in (base / kind).iterdir() if path.is_dir())
    file = thing / "worker.py" if kind == "kits" else next(thing.glob("lib/python*/site-packages")) / "sitecustomize.py"
    file.parent.chmod(0o755)
    content = file.read_text() if file.exists() else ""
    file.unlink(missing_ok=True)
    file.write_text(PLANTED.format(str(mark)) + content)


def test_two_runs_of_which_one_makes_a_damaged_thing_again_end_as_if_each_were_alone(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in without_traces().items():
        monkeypatch.setenv(name, value)
    mark = tmp_path / "executed"
    first, second = RunPlace.made(tmp_path / "first"), RunPlace.made(tmp_path / "second")
    words = [sys.executable, "-m", "tests.started", "check", "--impls", str(first.mine), *ROWS]
    subprocess.run(words, cwd=ROOT, env=os.environ | opened(first.marks), capture_output=True, check=True)
    for kind in ("kits", "environments"):
        planted(base, kind, mark)
    for answer in (base / "answers").rglob("answer-0.json"):
        answer.chmod(0o644)
        os.truncate(answer, 0)

    processes = [place.start(*BRIEF, "--out", str(place.out)) for place in (first, second)]
    with ended(processes[0]), ended(processes[1]):
        said = [process.communicate(timeout=SECONDS)[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], said
    assert not mark.exists()


def test_what_is_changed_during_a_run_makes_its_rows_suspect_and_is_not_executed_by_the_next(
    base: Path, tmp_path: Path
) -> None:
    place, mark = RunPlace.made(tmp_path), tmp_path / "executed"
    process = place.start(*BRIEF, "--out", str(place.out))
    with ended(process):
        until(place.kept, SECONDS)
        planted(base, "environments", mark)
        _, said = process.communicate(timeout=SECONDS)
    assert place.folder
    rows = result_file.read(place.folder / result_file.RESULT).outcomes
    assert process.returncode == 3, said
    assert "Traceback" not in said
    assert {row.status for row in rows} == {Status.SUSPECT}
    assert all("was changed while " in row.reason for row in rows)

    mark.unlink(missing_ok=True)
    words = [sys.executable, "-m", "tests.started", "check", "--impls", str(place.mine), *ROWS]
    environment = os.environ | opened(place.marks)
    again = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert again.returncode == 0, again.stderr
    assert not mark.exists()


@pytest.mark.parametrize("what", ["copies", ""])
def test_a_cache_that_is_removed_during_a_run_ends_it_blames_nobody_and_the_run_can_be_resumed(
    what: str, base: Path, tmp_path: Path
) -> None:
    place = RunPlace.made(tmp_path)
    process = place.start(*BRIEF, "--out", str(place.out))
    with ended(process):
        until(place.kept, SECONDS)
        (base / what).rename(tmp_path / "gone")
        _, said = process.communicate(timeout=SECONDS)

    assert process.returncode == 1, said
    assert "was removed or emptied" in said
    assert "Traceback" not in said
    assert place.folder
    rows = result_file.read(place.folder / result_file.RESULT).outcomes
    assert {row.status for row in rows} <= {Status.OK, Status.SKIPPED}
    assert f"--resume {place.folder}" in " ".join(said.split())

    if not what:
        resumed = place.start("--resume", str(place.folder))
        with ended(resumed):
            assert resumed.wait(SECONDS) == 0
        assert {row.status for row in result_file.read(place.folder / result_file.RESULT).outcomes} == {Status.OK}
