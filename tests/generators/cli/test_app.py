import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generators.cli import app as command_line
from generators.cli.app import main
from generators.making import manifests
from tests.faults.runs import until
from tests.generators.making.making_data import SEED, a_recipe, made
from tests.gold import Gold, settled

ROOT = Path(__file__).resolve().parents[3]
KOREAN = (
    "export PYTHONIOENCODING=ascii; generators web_log --lines 2k --locale ko_KR --out {log}; generators describe {log}"
)
OF_SEED = ["--seed", str(SEED)]


def test_a_file_is_made_and_made_only_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], gold: Gold) -> None:
    order = ["web_log", "--lines", "2k", *OF_SEED, "--out", str(tmp_path / "log")]

    codes = [main(order), main(order)]

    said = capsys.readouterr().out
    assert codes == [0, 0]
    assert [line.count("2,000 lines") for line in said.splitlines()] == [1, 1]
    gold("data", "data, made and there already", settled(said, tmp_path))


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


@pytest.mark.parametrize("first", ["", "0", "0k", "0M"])
def test_a_range_from_the_first_line_on_is_the_whole(first: str, tmp_path: Path) -> None:
    assert main(["web_log", *OF_SEED, "--range", f"{first}:2k", "--out", str(tmp_path / "piece")]) == 0

    whole, _ = made(a_recipe(lines=2_000))
    assert (tmp_path / "piece").read_bytes() == whole


def test_knobs_are_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["--error-messages", "3", "--error", "0.5", "--bursts", "0k", "--crlf"]

    assert main(["web_log", "--lines", "2k", *OF_SEED, *settings, "--out", str(tmp_path / "log")]) == 0
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
        "web_log --range 0M:0M",
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


def test_a_file_is_verified_by_hash_and_by_making_it_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gold: Gold
) -> None:
    path = tmp_path / "log"
    main(["web_log", "--lines", "2k", *OF_SEED, "--out", str(path)])

    whole = main(["verify", str(path)]), main(["verify", "--remake", str(path)])
    path.write_bytes(path.read_bytes() + b"\n")
    spoilt = main(["verify", str(path)])

    assert whole == (0, 0)
    assert spoilt == 1
    said = capsys.readouterr()
    gold("data", "verify", settled(said.out + said.err, tmp_path))


@pytest.mark.parametrize("verb", ["describe", "verify"])
def test_a_file_that_nobody_made_is_an_error(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], gold: Gold
) -> None:
    (tmp_path / "log").touch()

    assert [main([verb, str(tmp_path / name)]) for name in ("log", "gone", "")] == [1, 1, 1]
    gold("data", f"{verb}, nothing to be read", settled(capsys.readouterr().err, tmp_path))


def test_kinds_are_listed(capsys: pytest.CaptureFixture[str], gold: Gold) -> None:
    assert main(["list"]) == 0

    said = capsys.readouterr().out
    gold("data", "list", said)
    assert all(f"{kind}: " in said for kind in ("web_log", "combined_log", "orders_csv"))


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "generators", *words, *OF_SEED]


def test_a_reader_who_has_enough_ends_it_quietly() -> None:
    command = _command("web_log", "--size", "1GB", "--out", "-")
    maker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

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
    assert ran.stderr == b"error: Standard output cannot be written: No space left on device.\n"


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
    assert ran.stderr == b"error: Interrupted; nothing unfinished was kept.\n"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_maker_says_so_and_leaves_nothing(ending: signal.Signals, tmp_path: Path) -> None:
    command = _command("web_log", "--size", "20GB", "--jobs", "2", "--out", str(tmp_path / "log"))
    maker = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True)
    until((tmp_path / "log.leanlines-partial").exists, 300)

    os.killpg(maker.pid, ending)

    said = maker.stderr.read()
    maker.stderr.close()
    assert maker.wait() == 130
    assert said.startswith(b"error: Interrupted")
    assert list(tmp_path.iterdir()) == []


def test_a_name_cannot_pass_for_a_hint_or_command_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["describe", f"{tmp_path}/a\x1b[2J\n hint: rm -rf b"]) == 1

    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert len([line for line in said.splitlines() if line.startswith(" hint: ")]) == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("generators list >&-", 0),
        ("generators web_log --lines 5 --out - >&-", 0),
        ("generators web_log --lines 5 --out {log} <&- >&- 2>&-", 0),
        ("generators describe nosuch 2>&-", 1),
        (KOREAN, 0),
    ],
)
def test_a_stream_that_takes_nothing_or_not_all_costs_no_traceback(line: str, code: int, tmp_path: Path) -> None:
    command = line.format(log=tmp_path / "log").replace("generators ", f"{sys.executable} -m generators ")

    ran = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (code, "")


def test_a_dot_makes_a_file_of_a_hyphen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["web_log", "--lines", "5", *OF_SEED, "--out", "./-"]) == 0

    assert (tmp_path / "-").read_bytes().count(b"\n") == 5


def test_a_file_is_described_as_agreed(tmp_path: Path, capsys: pytest.CaptureFixture[str], gold: Gold) -> None:
    path = str(tmp_path / "log")
    main(["orders_csv", "--lines", "50", *OF_SEED, "--out", path])
    capsys.readouterr()

    assert main(["describe", path]) == 0

    said = re.sub(r"(Faker|made by   ) .*", r"\1 VERSION", capsys.readouterr().out)
    gold("data", "describe", settled(said, tmp_path))


def test_a_link_is_followed_when_it_is_made_and_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder/log")
    link = str(tmp_path / "link")

    codes = [main(["web_log", "--lines", "5", *OF_SEED, "--out", link]), main(["describe", link])]
    codes += [main(["verify", link, "--remake"])]

    assert codes == [0, 0, 0]


def test_links_in_a_circle_are_an_error_that_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").symlink_to("log")

    assert main(["web_log", "--lines", "5", *OF_SEED, "--out", str(tmp_path / "log")]) == 1
    assert "not a regular file" in capsys.readouterr().err


def test_a_file_that_lies_where_the_manifest_goes_is_written_over_by_force_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["web_log", "--lines", "5", *OF_SEED, "--out", str(tmp_path / "log")]
    manifest = manifests.beside(tmp_path / "log")
    manifest.write_text('{"of": "another program"}')

    assert main(command) == 1
    assert f"{manifest} already exists" in capsys.readouterr().err
    assert [path.read_text() for path in tmp_path.iterdir()] == ['{"of": "another program"}']
    assert main([*command, "--force"]) == 0


@pytest.mark.parametrize("length", [245, 300])
def test_a_name_that_is_too_long_is_an_error_and_leaves_nothing(
    length: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["web_log", "--lines", "5", *OF_SEED, "--out", str(tmp_path / ("x" * length))]) == 1

    assert "xxx cannot be" in (said := capsys.readouterr().err)
    assert "File name too long" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", [{"lines": 7}, {"bytes": 7}, {"truth": {"records": 7}}])
def test_a_manifest_that_does_not_tell_the_truth_is_found_out(
    change: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log"
    main(["web_log", "--lines", "50", *OF_SEED, "--out", str(path)])
    _edit(manifests.beside(path), change)

    assert main(["verify", str(path), "--remake"]) == 1
    assert "manifest" in capsys.readouterr().err


@pytest.mark.parametrize("settings", [{"locale": 5}, {"locale": "en_US", "eror": 1}, {"error": 5}])
def test_a_recipe_that_cannot_be_followed_is_one_error(
    settings: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log"
    main(["web_log", "--lines", "50", *OF_SEED, "--out", str(path)])
    recipe = json.loads(manifests.beside(path).read_text())["recipe"]
    _edit(manifests.beside(path), {"recipe": recipe | {"knobs": settings}})

    assert main(["verify", str(path), "--remake"]) == 1
    assert capsys.readouterr().err.startswith("error: ")


def _edit(path: Path, change: dict[str, Any]) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | change))


def test_of_a_closed_standard_output_nobody_writes_to_the_file_that_has_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(command_line, "_STDOUT", -1)  # a file that takes nothing

    command_line._to_stdout(memoryview(b"x"))
