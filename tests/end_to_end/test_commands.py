"""What is printed for the reader to type: it is run here, in both forms."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bench.cli.app import RESULT_NOTE
from bench.terminal import commands
from tests.end_to_end.conftest import GOOD, ROOT, Command, Done
from tests.sessions import sessions

DIRECT: Mapping[str, str] = {}
BY_NOX = {commands.NOX: ".venv/bin/nox"}
STARTS = {"": ["python", "-m"], ".venv/bin/nox": [".venv/bin/nox", "-s"]}

forms = pytest.mark.parametrize("form", [DIRECT, BY_NOX], ids=["direct", "by nox"])


def printed(text: str, before: str, form: Mapping[str, str]) -> list[str]:
    """Return the words of the command that stands after others, as arguments of `python -m`."""
    (line,) = re.findall(f"{re.escape(before)}(.*)", text)
    words = shlex.split(line)
    start = STARTS[form.get(commands.NOX, "")]
    assert words[:2] == start
    if start[0] == "python":
        return words[2:]
    assert words[3:4] in ([], ["--"])
    return [*sessions()[words[2]].split(), *words[4:]]


@forms
def test_a_new_file_is_tried_by_what_was_printed(form: Mapping[str, str], command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "my ideas"
    folder.mkdir()

    said = command("bench", "new", "error_counts", "my_idea", "--impls", folder, **form)
    tried = command(*printed(said.out, "Try it: ", form), **form)

    assert (tried.code, "NotImplementedError" in tried.out) == (3, True)


@forms
def test_all_that_there_are_are_listed_by_what_was_printed(form: Mapping[str, str], command: Command) -> None:
    unknown = command("bench", "check", "--impl", "generator_chian", **form)
    listed = command(*printed(unknown.err, "All of them: ", form), **form)

    assert "generator_chain" in listed.out


@forms
def test_a_run_that_was_interrupted_is_gone_on_with_and_drawn_by_what_was_printed(
    form: Mapping[str, str], command: Command, mine: Callable[..., Path], tmp_path: Path
) -> None:
    log = tmp_path / "my log"
    log.write_text("2024-01-15 00:00:00|ERROR|a message|10.0.0.1|user\n" * 2000)
    noted = form | {RESULT_NOTE: str(tmp_path / "note")} if form else form
    own = ("--log", str(log), "--impls", str(mine(mine=GOOD)))

    stopped = _interrupted(tmp_path / "stopped", *own, "--rounds", "6", "--impl", "mine", **noted)
    folder = next((tmp_path / "stopped").iterdir())
    drawn = command(*printed(stopped.out, "Draw it: ", form), **form)
    gone_on = command(*printed(stopped.out, "Go on with it: ", form), **noted)

    assert stopped.code == 130, stopped.err
    assert (drawn.code, (folder / "report.html").exists()) == (0, True), drawn.err
    assert gone_on.code == 0, gone_on.err
    assert ("Draw it: " in gone_on.out) == (not form)


def _interrupted(out: Path, *arguments: str, **environment: str) -> Done:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench", "run", *arguments, "--out", str(out)],
        cwd=ROOT,
        env=os.environ | environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 60
    while not any(path.stat().st_size for path in out.glob("*/samples.jsonl")):
        assert time.monotonic() < until, "the run took no samples"
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said, complained = process.communicate(timeout=20)
    return Done(process.returncode, said, complained, out)
