"""A harness that is killed loses at most the running sample, and leaves nothing that is not cleared."""

import json
import random
import subprocess
from pathlib import Path

import pytest

from tests.faults.runs import RunPlace, ended, until
from tests.studies.kills import Whole, killed, undisturbed

pytestmark = pytest.mark.slow

MOMENTS = 2  # `python -m tests.studies.kills` takes 50


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    return undisturbed(RunPlace.made(tmp_path_factory.mktemp("whole")))


@pytest.mark.parametrize("number", range(MOMENTS))
def test_a_killed_harness_loses_at_most_the_running_sample(number: int, whole: Whole, tmp_path: Path) -> None:
    share = random.Random(number).uniform(number / MOMENTS, (number + 1) / MOMENTS)

    seen = killed(RunPlace.made(tmp_path), share * whole.seconds, whole, patience=30)

    assert seen.problem == "", seen


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> RunPlace:
    """Begin a run on a log of one's own, and kill it when two processes were measured."""
    place = RunPlace.made(tmp_path_factory.mktemp("stopped"))
    log = place.root / "own.log"
    log.write_bytes(b"t|ERROR|m|i|u\n" * 2_000)
    process = place.start("--quick", "--rounds", "3", "--log", str(log), "--impl", "*@mine", "--out", str(place.out))
    with ended(process):
        until(lambda: place.measured() > 1, 60)
        process.kill()
    return place


def _resumed(place: RunPlace) -> subprocess.CompletedProcess[str]:
    process = place.start("--resume", str(place.folder), "--log", str(place.root / "own.log"))
    with ended(process):
        out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ("own.log", "the data own-log-"),
        ("mine/one.py", "the implementation error_counts/one was changed"),
        ("environment", "a is absent instead of 1"),
    ],
)
def test_a_run_is_not_resumed_on_something_else(changed: str, named: str, stopped: RunPlace) -> None:
    assert stopped.folder is not None
    path = stopped.folder / "result.json" if changed == "environment" else stopped.root / changed
    before, measured = path.read_bytes(), stopped.measured()
    if changed == "environment":
        stored = json.loads(before)
        stored["environments"] = {name: ["a==1"] for name in stored["environments"]}
        path.write_text(json.dumps(stored))
    else:
        path.write_bytes(b"\n" + before)  # a log that has only grown is still what it was

    resumed = _resumed(stopped)
    path.write_bytes(before)

    assert resumed.returncode == 1
    assert named in resumed.stderr
    assert "Start a new run" in resumed.stderr
    assert stopped.measured() == measured
