"""What may go wrong around a run: its data, its folder, its terminal, its end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.cli.app import main
from bench.inputs.data.own_logs import own_log
from bench.model.errors import DataError
from bench.results import result_file
from tests.end_to_end.conftest import wait_for_samples
from tests.faults.running import CHECKOUT
from tests.stalls import attempts

SMALL = ("--workload", "file_chunks", "--lines", "2k", "--rounds", "64", "--impl", "whole_read")


def said(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=CHECKOUT,
        env=os.environ | {"TMPDIR": str(folder)} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("kind", ["missing", "a folder", "a pipe", "a device", "packed", "unreadable"])
def test_what_is_no_log_is_refused_by_name_before_anything_starts(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    path = tmp_path / "my.log"
    if kind == "a folder":
        path.mkdir()
    elif kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a device":
        path.symlink_to("/dev/zero")
    elif kind == "packed":
        path.write_bytes(b"\x1f\x8b\x08\x00rest")
    elif kind == "unreadable":
        path.symlink_to("/proc/self/mem")  # an ordinary file by its mode, and an error on every read

    code = main(["run", "--log", str(path), "--out", str(tmp_path / "out")])

    told = capsys.readouterr().err
    assert code == 1
    assert str(path) in told
    assert "hint: " in told
    assert not (tmp_path / "out").exists()


def test_a_log_that_may_not_be_read_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "my.log"
    path.write_bytes(b"one\n")
    monkeypatch.setattr(os, "access", lambda *_: False)  # who is root may read everything

    with pytest.raises(DataError, match=r"Permission denied: .*my\.log"):
        own_log(path)


def test_a_result_folder_that_cannot_be_is_found_before_the_first_measurement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()

    assert main(["run", *SMALL, "--out", str(tmp_path / "file" / "out")]) == 1

    told = capsys.readouterr().err
    assert ": Not a directory" in " ".join(told.split())
    assert "Resident memory" not in told


@pytest.mark.measuring
def test_a_dropped_terminal_ends_a_run_within_two_seconds_and_keeps_its_result(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # these tests may be under nohup, which they pass on
    request.addfinalizer(lambda: signal.signal(signal.SIGHUP, before))
    words = [sys.executable, "-m", "bench", "run", *SMALL, "--out"]
    for number, attempt in enumerate(attempts()):
        out_folder = tmp_path / str(number)
        process = subprocess.Popen(
            [*words, str(out_folder)],
            cwd=CHECKOUT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        folder = wait_for_samples(out_folder, 3)
        with attempt:
            process.send_signal(signal.SIGHUP)
            began = time.monotonic()
            out, err = process.communicate(timeout=60)

            assert time.monotonic() - began < 2

    assert process.returncode == 130, err
    assert "python -m reports html" in out
    assert result_file.read(folder / "result.json").outcomes


@pytest.mark.parametrize("arguments", [("bench", "list", "--all"), ("bench", "run", "--dry-run", *SMALL)], ids=str)
def test_poor_surroundings_cost_no_traceback(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    poor = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "40", "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}

    done = said(*arguments, folder=tmp_path, **poor)

    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert done.stdout
