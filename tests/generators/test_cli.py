import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from generators.cli import main
from tests.generators.making_data import SEED, a_recipe, made

ROOT = Path(__file__).resolve().parents[2]
OF_SEED = ["--seed", str(SEED)]


def test_a_file_is_made_and_made_only_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["web_log", "--lines", "2k", *OF_SEED, "--out", str(tmp_path / "log")]

    codes = [main(order), main(order)]

    said = capsys.readouterr().out.splitlines()
    assert codes == [0, 0]
    assert said[0].startswith(f"made {tmp_path / 'log'}: 2,000 lines")
    assert "is up to date: 2,000 lines" in said[1]


def test_another_file_is_written_over_by_force_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log"
    path.write_text("mine")
    order = ["web_log", "--lines", "2k", *OF_SEED, "--out", str(path)]

    refused = main(order)
    kept = path.read_text()
    forced = main([*order, "--force"])

    assert (refused, kept, forced) == (1, "mine", 0)
    assert "error: " in capsys.readouterr().err


def test_a_range_is_a_part_of_the_whole(tmp_path: Path) -> None:
    order = ["web_log", *OF_SEED, "--preset", "dirty", "--out"]

    main([*order, str(tmp_path / "piece"), "--range", "1_000:2k"])

    whole, _ = made(a_recipe(lines=2_000, preset="dirty"))
    assert (tmp_path / "piece").read_bytes() == b"\n".join(whole.split(b"\n")[1_000:])


def test_knobs_are_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    knobs = ["--error-messages", "3", "--error", "0.5", "--bursts", "0", "--crlf"]

    assert main(["web_log", "--lines", "2k", *OF_SEED, *knobs, "--out", str(tmp_path / "log")]) == 0
    assert main(["describe", str(tmp_path / "log")]) == 0

    said = capsys.readouterr().out
    assert "error 0.5" in said
    assert "crlf True" in said


@pytest.mark.parametrize(
    "words",
    [
        "web_log --lines -5",
        "web_log --lines 0",
        "web_log --lines 1e6",
        "web_log --lines 5MB",
        "web_log --lines 10^18",
        "web_log --lines",
        "web_log --size 5M",
        "web_log --size -1GiB",
        "web_log",
        "web_log --lines 5 --size 1GiB",
        "web_log --range 5",
        "web_log --range 7:3",
        "web_log --range -3:7",
        "web_log --range 0:0",
        "web_log --lines 5 --seed -1",
        "web_log --lines 5 --seed x",
        "web_log --lines 5 --jobs 0",
        "web_log --lines 5 --jobs 1000",
        "web_log --lines 5 --preset clen",
        "web_log --lines 5 --eror 0.1",
        "web_log --lines 5 --error 1.5",
        "web_log --lines 5 --error -0.1",
        "web_log --lines 5 --error nan",
        "web_log --lines 5 --users 0",
        "web_log --lines 5 --start tomorrow",
        "web_lock --lines 5",
        "nosuch",
    ],
)
def test_what_cannot_be_understood_is_answered_in_two_lines(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*words.split(), "--out", str(tmp_path / "log")])

    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert len(said.err.splitlines()) <= 2
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_verified_by_hash_and_by_making_it_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log"
    main(["web_log", "--lines", "2k", *OF_SEED, "--out", str(path)])

    whole = main(["verify", str(path)]), main(["verify", str(path), "--remake"])
    path.write_bytes(path.read_bytes() + b"\n")
    spoilt = main(["verify", str(path)])

    assert whole == (0, 0)
    assert spoilt == 1
    assert "was made with" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["describe", "verify"])
def test_a_file_that_nobody_made_is_told_so(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").touch()

    assert [main([verb, str(tmp_path / name)]) for name in ("log", "gone", "")] == [1, 1, 1]
    said = capsys.readouterr().err
    assert "no manifest beside it" in said
    assert "There is no file" in said


def test_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0

    said = capsys.readouterr().out
    assert all(f"{kind}: " in said for kind in ("web_log", "combined_log", "orders_csv"))


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "generators", *words, *OF_SEED]


def test_a_reader_who_has_enough_ends_it_quietly() -> None:
    command = _command("web_log", "--size", "1GB", "--out", "-")
    maker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert maker.stdout is not None
    assert maker.stderr is not None

    first = maker.stdout.readline()
    maker.stdout.close()

    said = maker.stderr.read()
    maker.stderr.close()
    assert maker.wait() == 0
    assert first.count(b"|") == 4
    assert said == b""


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="a device of Linux")
@pytest.mark.parametrize("words", [("web_log", "--lines", "100", "--out", "-", *OF_SEED), ("list",)])
def test_a_full_standard_output_is_one_clear_error(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "generators", *words], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert ran.returncode == 1
    assert ran.stderr == b"error: What was asked for cannot be written: No space left on device.\n"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_while_libraries_are_loaded_leaves_no_traceback(ending: signal.Signals, tmp_path: Path) -> None:
    stand_in = f"""
import os, sys
os.kill(os.getpid(), {ending:d})
sys.path.remove({str(tmp_path)!r})
del sys.modules["cyclopts"]
import cyclopts
"""
    (tmp_path / "cyclopts.py").write_text(stand_in)
    command = _command("web_log", "--lines", "5", "--out", str(tmp_path / "log"))

    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)

    assert ran.returncode == 130
    assert ran.stderr == b"error: Interrupted; nothing was kept.\n"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_maker_says_so_and_leaves_nothing(ending: signal.Signals, tmp_path: Path) -> None:
    command = _command("web_log", "--size", "20GB", "--jobs", "2", "--out", str(tmp_path / "log"))
    maker = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True)
    assert maker.stderr is not None
    while not (tmp_path / "log.partial").exists():
        pass

    os.killpg(maker.pid, ending)

    said = maker.stderr.read()
    maker.stderr.close()
    assert maker.wait() == 130
    assert said.startswith(b"error: Interrupted")
    assert list(tmp_path.iterdir()) == []
