"""What is printed for the reader to type: it is run here, in both forms."""

import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bench.cli.options import How, What, repeated
from bench.model import commands
from tests.end_to_end.conftest import GOOD, ROOT, Command, Done, start, wait_for_samples
from tests.sessions import sessions

DIRECT: Mapping[str, str] = {}
BY_NOX = {commands.NOX: ".venv/bin/nox"}
STARTS = {"": [sys.executable, "-m"], ".venv/bin/nox": [".venv/bin/nox", "-s"]}

BRIEF = ("--quick", "--rounds", "2", "--edge-cases", "off")
FORMS = (DIRECT, BY_NOX)


def printed(text: str, before: str, form: Mapping[str, str]) -> list[str]:
    """Return the words of the command that stands after others, as arguments of `python -m`."""
    (line,) = re.findall(f"{re.escape(before)}(.*)", text)
    words = shlex.split(line)
    start = STARTS[form.get(commands.NOX, "")]
    assert words[:2] == start
    if start[1] == "-m":
        return words[2:]
    assert words[3:4] in ([], ["--"])
    return [*sessions()[words[2]].split(), *words[4:]]


def test_a_new_file_is_tried_by_what_was_printed(called: Command, tmp_path: Path) -> None:
    folder = tmp_path / "my ideas"
    folder.mkdir()

    words = []
    for form in FORMS:
        (folder / "my_idea.py").unlink(missing_ok=True)
        said = called("bench", "new", "error_counts", "my_idea", "--impls", folder, **form)
        words.append(printed(said.out, "Try it: ", form))
    tried = called(*words[0])

    assert words[0] == words[1]
    assert (tried.code, "NotImplementedError" in tried.out) == (3, True)


@pytest.mark.parametrize("form", FORMS, ids=["direct", "by nox"])
def test_all_that_there_are_are_listed_by_what_was_printed(form: Mapping[str, str], called: Command) -> None:
    unknown = called("bench", "check", "--impl", "generator_chian", **form)
    listed = called(*printed(unknown.err, "List all: ", form), **form)

    assert "generator_chain" in listed.out


def test_a_run_that_was_interrupted_is_gone_on_with_and_drawn_by_what_was_printed(
    called: Command, mine: Callable[..., Path], tmp_path: Path
) -> None:
    log = tmp_path / "my log"
    log.write_text("2024-01-15 00:00:00|ERROR|a message|10.0.0.1|user\n" * 2000)
    own = ("--log", str(log), "--impls", str(mine(mine=GOOD)))
    form = BY_NOX  # tests/bench/model/test_commands.py holds how the direct words differ

    stopped = _interrupted(tmp_path / "stopped", *own, *BRIEF, "--impl", "mine*", **form)
    folder = next((tmp_path / "stopped").iterdir())
    mine(mine_too=GOOD)  # which is no part of the run
    drawn = called(*printed(stopped.out, "Draw it: ", form), **form)
    gone_on = called(*printed(stopped.out, "Resume with: ", form), **form)

    assert stopped.code == 130, stopped.err
    assert (drawn.code, (folder / "report.html").exists()) == (0, True), drawn.err
    assert gone_on.code == 0, gone_on.err
    assert "error_counts/mine_too: " in gone_on.err
    assert "mine_too" not in gone_on.out
    assert "Draw it: " in gone_on.out


def ran(text: str, before: str) -> subprocess.CompletedProcess[str]:
    """Have a shell run the command that stands after others, as whoever pastes it."""
    (line,) = re.findall(f"{re.escape(before)}(.*)", text)
    return subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


WITH_A_DOT = "Put ./ before it: "


@pytest.mark.parametrize("option", [("check", "--log"), ("compare", "x.json"), ("run", "--resume")], ids=" ".join)
def test_a_name_that_begins_with_a_hyphen_is_read_as_a_file_by_what_was_printed(
    option: tuple[str, ...], called: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-my dash.log").touch()

    refused = called("bench", *option, "-my dash.log")
    (line,) = re.findall(f"{re.escape(WITH_A_DOT)}(.*)", refused.err)
    words = shlex.split(line)
    again = called("bench", *words[3:], *(["--impl", "nosuch"] if option[0] == "check" else []))

    assert (refused.code, words[:3]) == (2, [sys.orig_argv[0], "-m", "bench"])
    assert "./-my dash.log" in words
    assert WITH_A_DOT not in again.err
    assert "requires an argument" not in again.err


def test_a_drawing_of_a_name_that_begins_with_a_hyphen_is_made_by_what_was_printed(
    called: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    refused = called("generators", "web_log", "--lines", "10", "--out=-", "-x.log")
    described = called("reports", "json", "-result.json")

    assert WITH_A_DOT in refused.err
    assert described.err.rstrip().endswith(" -m reports json ./-result.json")


@pytest.mark.parametrize("before", [(), ("--log", "-")], ids=["files", "standard input too"])
def test_several_logs_may_follow_one_option(before: tuple[str, ...], called: Command, tmp_path: Path) -> None:
    logs = [tmp_path / "one day.log", tmp_path / "another.log"]

    refused = called("bench", "check", *before, "--log", *logs, "--impl", "no_such")

    assert "No implementation matches 'no_such'" in refused.err


def test_several_folders_in_one_word_are_refused_with_the_options_that_name_them(called: Command) -> None:
    refused = called("bench", "list", "--impls", "one, two words,")

    (words,) = re.findall("Repeat .*?: (.*)", refused.err)
    assert shlex.split(words) == ["--impls", "one", "--impls", "two words"]


def test_what_lies_in_a_folder_of_ones_own_is_listed_by_what_was_printed(called: Command, tmp_path: Path) -> None:
    folder = tmp_path / "my ideas"
    folder.mkdir()
    (folder / "my_idea.py").write_text(GOOD)

    unknown = called("bench", "check", "--impls", folder, "--impl", "nothing_like_it")
    listed = ran(unknown.err, "List all: ")

    assert "my_idea" in listed.stdout, listed.stderr


def test_a_lock_that_was_made_for_other_requirements_is_made_again_by_what_was_printed(
    called: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "my ideas"
    folder.mkdir()
    (folder / "needs.py").write_text(f'# /// script\n# dependencies = ["no-such-thing==1"]\n# ///\n{GOOD}')
    lock = folder / "needs.lock"
    lock.write_text("# another==2; made by: somebody\n")

    warned = called("bench", "run", "--impls", folder, "--impl", "needs", "--dry-run", UV_OFFLINE="1")
    made = ran(warned.err, "Recreate it: ")

    assert "needs.lock cannot be written" in made.stderr  # for there is no such thing: the file itself was found


def test_a_run_is_resumed_with_all_that_it_has_to_be_given_again() -> None:
    how = How(again=Path("-report.html"), trust=("ab",), check_budgets=True)
    what = What(
        log=(Path("my log"), Path("-")), impls=(Path("a"), Path("b c")), python=("3.10", "/my python"), impl=("x",)
    )

    words = shlex.split(commands.resumed(Path("-out/run"), repeated(what, how)))

    assert words[3:6] == ["run", "--resume", "./-out/run"]
    assert words[6:] == [
        *(
            "--log",
            "my log",
            "--log",
            "-",
            "--impls",
            "a",
            "--impls",
            "b c",
            "--python",
            "3.10",
            "--python",
            "/my python",
        ),
        *("--again", "./-report.html", "--trust", "ab", "--check-budgets"),
    ]


def _interrupted(out: Path, *arguments: str, **environment: str) -> Done:
    process = start(out, *arguments, **environment)
    wait_for_samples(out, 1)
    process.send_signal(signal.SIGINT)
    said, complained = process.communicate(timeout=300)
    return Done(process.returncode, said, complained, out)
