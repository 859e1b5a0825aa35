"""What pages tell a reader to type is understood as it is printed."""

import re
import shlex
from pathlib import Path

import pytest

from bench.cli import repeat_or_resume
from bench.cli.comparing.before import limits_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "compare.md"
COMMANDS = re.findall(r"nox -s bench -- (.*--before.*)$", PAGE.read_text(), re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_is_understood(command: str) -> None:
    _, _, earlier = repeat_or_resume._reader(shlex.split(command), exit_on_error=False, print_error=False)

    assert earlier.before
    assert len(limits_of(earlier)) == command.count("--fail-on")


def test_the_page_has_such_commands() -> None:
    assert len(COMMANDS) > 1
