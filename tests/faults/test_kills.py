"""A harness that is killed loses at most the running sample, and leaves nothing that is not cleared."""

import json
from pathlib import Path

import pytest

from bench.cli.app import main
from tests.faults.runs import RunPlace, ended, until
from tests.studies.kills import LONG, killed, undisturbed

SHARE = 0.4  # of the processes of a run, which times one by then; `python -m tests.studies.kills` tries 50 moments


def test_a_killed_harness_loses_at_most_the_running_sample(tmp_path: Path) -> None:
    whole = undisturbed(RunPlace.made(tmp_path / "whole"))

    place = RunPlace.made(tmp_path / "killed")
    # Not after a time: on a machine that is busy with the first of two runs, the other may be over by then.
    seen = killed(place, lambda: until(lambda: place.measured() > SHARE * whole.measured, LONG), whole, patience=30)

    assert seen.problem == "", seen


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> RunPlace:
    """Begin a run on a log of one's own, and kill it when two processes were measured."""
    place = RunPlace.made(tmp_path_factory.mktemp("stopped"))
    log = place.root / "own.log"
    log.write_bytes(b"t|ERROR|m|i|u\n" * 2_000)
    process = place.start("--quick", "--rounds", "3", "--log", str(log), "--impl", "*@mine", "--out", str(place.out))
    with ended(process):
        until(lambda: place.measured() > 1, LONG)
        process.kill()
    return place


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ("own.log", "the data own-log-"),
        ("mine/one.py", "the implementation error_counts/one was changed"),
        ("environment", "a is absent instead of 1"),
    ],
)
def test_a_run_is_not_resumed_on_something_else(
    changed: str, named: str, stopped: RunPlace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stopped.folder is not None
    path = stopped.folder / "result.json" if changed == "environment" else stopped.root / changed
    before, measured = path.read_bytes(), stopped.measured()
    if changed == "environment":
        stored = json.loads(before)
        stored["environments"] = {name: ["a==1"] for name in stored["environments"]}
        path.write_text(json.dumps(stored))
    else:
        path.write_bytes(b"\n" + before)  # a log that has only grown is still what it was

    monkeypatch.setenv("COLUMNS", "300")
    log = stopped.root / "own.log"
    code = main(["run", "--resume", str(stopped.folder), "--log", str(log), "--impls", str(stopped.mine)])
    path.write_bytes(before)

    said = capsys.readouterr().err
    assert code == 1
    assert named in said
    assert "Start a new run" in said
    assert stopped.measured() == measured
