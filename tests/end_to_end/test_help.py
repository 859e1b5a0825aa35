"""The help of every verb, and what is said where an argument is missing."""

import json
import os
import subprocess
import sys

import cyclopts
import pytest
from rich.console import Console

from bench.cli import app
from bench.model import commands
from tests.end_to_end.conftest import ROOT, Command
from tests.gold import Gold

VERBS = [f"bench {name}" for name in app.app if not name.startswith("-")]
HELPED = [*VERBS, "bench", "reports", "reports site", "generators", "generators web_log", "generators verify"]
NOX = ".venv/bin/nox"
UNDER_NOX = [*commands.SESSIONS.items(), ("generators web_log", "data")]
HELPS = """
import io, json, sys
from contextlib import redirect_stdout
from tests.end_to_end.conftest import MAINS

said = {}
for words in json.loads(sys.argv[1]):
    module, *verb = words.split()
    with redirect_stdout(io.StringIO()) as shown:
        MAINS[module]([*verb, "--help"])
    said[words] = shown.getvalue()
print(json.dumps(said))
"""


def flat(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize("words", HELPED)
def test_help_reads_as_agreed(words: str, called: Command, gold: Gold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(cyclopts.App, "console", property(lambda _: Console()))  # its own keeps the width it began with

    said = called(*words.split(), "--help").out
    gold("help", words, said)
    assert flat(said).startswith(f"Usage: python -m {words}")
    assert [default for default in ("()", '""', "None") if f"[default: {default}]" in flat(said)] == []


@pytest.mark.parametrize(("words", "shown"), [("bench run", "[default: 1]"), ("reports site", "[default: out/site]")])
def test_help_shows_a_default_that_says_something(words: str, shown: str, called: Command) -> None:
    assert shown in flat(called(*words.split(), "--help").out)


@pytest.fixture(scope="module")
def helps() -> dict[str, str]:
    """Ask for every help in one process that nox started: how it is called is read when the modules are loaded."""
    done = subprocess.run(
        [sys.executable, "-c", HELPS, json.dumps([words for words, _ in UNDER_NOX])],
        cwd=ROOT,
        env=os.environ | {commands.NOX: NOX, "COLUMNS": "300"},
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(("words", "session"), UNDER_NOX)
def test_help_under_nox_says_how_nox_is_called(words: str, session: str, helps: dict[str, str]) -> None:
    said = flat(helps[words])

    assert said.startswith(f"Usage: {NOX} -s {session} -- ")
    assert said.startswith(f"Usage: {NOX} -s {session} -- web_log ") == (words == "generators web_log")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("bench new", "python -m bench new --help"),
        ("bench debug --nosuch", "python -m bench debug --help"),
        ("bench compare a", "python -m bench compare --help"),
        ("bench check nosuch", "python -m bench check --help"),
        ("bench run nosuch", "python -m bench run --help"),
        ("bench nosuch", "python -m bench --help"),
        ("reports html", "python -m reports --help"),
        ("reports site --keep x", "python -m reports site --help"),
        ("generators web_log", "python -m generators web_log --help"),
        ("generators verify", "python -m generators verify --help"),
    ],
)
def test_a_word_that_is_missing_or_too_many_is_answered_with_the_help_of_that_verb(
    words: str, asked: str, called: Command
) -> None:
    done = called(*words.split())

    assert done.code == 2
    assert done.err.rstrip().endswith(asked)


def test_a_word_that_is_missing_under_nox_is_answered_with_the_help_of_that_session(command: Command) -> None:
    assert command("bench", "new", **{commands.NOX: NOX}).err.rstrip().endswith(f"{NOX} -s new -- --help")
