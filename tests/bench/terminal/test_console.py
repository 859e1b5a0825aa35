import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.text import Text

from bench.terminal import console, streams

ROOT = Path(__file__).parents[3]


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    line = command.replace("bench", f"{sys.executable} -m bench")
    return subprocess.run(
        ["bash", "-c", line], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("bench list >&-", 0),
        ("bench list 2>&-", 0),
        ("bench list <&- >&- 2>&-", 0),
        ("bench run --workload nosuch 2>&-", 2),
        ("bench list | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}", 0),
    ],
)
def test_a_stream_that_takes_nothing_costs_no_traceback(command: str, code: int) -> None:
    done = shell(command)

    assert (done.returncode, "Traceback" in done.stderr, "Exception" in done.stderr) == (code, False, False), done


def test_a_full_disc_under_the_results_is_an_error_that_says_so() -> None:
    done = shell("bench list >/dev/full")

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert f": {os.strerror(errno.ENOSPC)}." in done.stderr


def test_an_encoding_that_lacks_what_is_written_is_enough() -> None:
    assert shell("bench list", PYTHONIOENCODING="ascii", LANG="C").returncode == 0


@pytest.mark.parametrize(
    "hostile", ["\x1b]0;owned\x07", "\x1b[2J", "\x9b31m", "a\rb", "\x08\x08", "\u202etxt.exe", "\x00"]
)
def test_no_text_commands_the_terminal(hostile: str, capsys: pytest.CaptureFixture[str]) -> None:
    console.say(f"before {hostile} after")
    streams.complain(f"before {hostile} after", hostile)
    console.output().print(Text(f"before {hostile} after"))

    said = "".join(capsys.readouterr())
    assert not {character for character in hostile if ord(character) < 32 or ord(character) > 126} & set(said)
    assert said.count("before") == 3


@pytest.mark.parametrize("command", ["::error::x", "##[error]x", "##vso[task.complete]x"])
def test_no_line_is_a_command_to_a_ci_runner(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    console.say(f"a reason:\n  {command}")
    streams.complain(command, f"b\n{command}")
    console.output().print(Text(f"{'c' * (console.PIPED_WIDTH - 2)} {command}"))  # wrapped in front of it

    said = "".join(capsys.readouterr())
    assert not re.search(r"^\s*::|##\[|##vso\[", said, re.MULTILINE)
    assert said.count("x\n") == 4
