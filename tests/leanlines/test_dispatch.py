"""The command without a verb, with one that there is not, and with one whose options somebody else knows."""

import sys
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest

from bench.model.release import VERSION
from bench.model.verbs import VERBS
from leanlines import dispatch
from tests.gold import Gold

Called = Callable[..., tuple[int | str | None, str, str]]


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Called:
    """Return what calls the command as if it were installed; it says its exit code and what was printed."""
    monkeypatch.setattr(sys, "argv", ["leanlines"])
    monkeypatch.setenv("LEANLINES_NOX", "")

    def call(*words: str) -> tuple[int | str | None, str, str]:
        with pytest.raises(SystemExit) as ended:
            dispatch.main(words)
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return call


def test_the_help_of_the_whole_names_every_verb_and_reads_as_agreed(called: Called, gold: Gold) -> None:
    code, said, _ = called("--help")

    gold("help", "leanlines", said)
    assert code == 0
    assert [name for name in VERBS if f"\n  {name} " not in said] == []
    assert called() == called("-h") == called("--help")


def test_the_version_is_that_of_the_release(called: Called) -> None:
    assert called("--version") == (0, f"leanlines {VERSION}\n", "")


@pytest.mark.parametrize(("word", "meant"), [("bensh", "bench"), ("complete", "completion"), ("--list", "")])
def test_a_verb_that_there_is_not_is_refused_with_the_nearest(word: str, meant: str, called: Called) -> None:
    code, said, complained = called(word)

    assert (code, said) == (2, "")
    assert word in complained
    assert (f"Did you mean {meant}?" in complained) == bool(meant)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_reaches_its_command_line(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[Any, ...]] = []

    def start(*what: object) -> None:
        started.append(what)
        raise SystemExit

    monkeypatch.setattr(dispatch, "start", start)
    with pytest.raises(SystemExit):
        dispatch.main([verb, "--help"])
    ((module, main, words),) = started

    assert [module, *words] == [*VERBS[verb].command.split(), "--help"]
    assert main == ("leanlines.measure" if verb == "bench" else dispatch.MAINS[str(module)])


def test_completion_reaches_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    start = mock.Mock(side_effect=SystemExit)
    monkeypatch.setattr(dispatch, "start", start)

    with pytest.raises(SystemExit):
        dispatch.main(["completion", "zsh"])

    start.assert_called_once_with("completion", "leanlines.completion", ["zsh"])
