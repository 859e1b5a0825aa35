"""The Python that one implementation is called with: named as for a run, and one."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench.cli import app, measuring
from bench.cli.one_case import enough as enough_verb
from bench.inputs.pythons import interpreters
from bench.inputs.pythons.interpreters import Interpreter
from bench.model.request import Request
from bench.session.one_case import debug as debugging
from bench.session.one_case.debug import Debugged
from bench.session.one_case.enough import EnoughMemory
from tests.bench.builders import a_cell, a_row_of

DEBUG = ("debug", "error_counts/counter_lines")
ENOUGH = ("enough", "error_counts/counter_lines", "--memory", "1GiB")


@pytest.mark.parametrize("words", [DEBUG, (*DEBUG, "--pdb"), ENOUGH], ids=["debug", "pdb", "enough"])
def test_it_is_named_as_for_a_run(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Request] = []

    def debug(request: Request, _: object) -> Debugged:
        asked.append(request)
        return Debugged("", "", right=True)

    def debug_with_pdb(request: Request) -> int:
        asked.append(request)
        return 0

    def is_enough(request: Request, *_: object) -> EnoughMemory:
        asked.append(request)
        return EnoughMemory("", "", "", 0, 0, 0, 0, Counter(), 1)

    monkeypatch.setattr(debugging, "debug", debug)
    monkeypatch.setattr(debugging, "debug_with_pdb", debug_with_pdb)
    monkeypatch.setattr(enough_verb, "is_enough", is_enough)

    assert app.main([*words, "--python", "3.14+jit"]) == 0
    assert [each.pythons for each in asked] == [("3.14+jit",)]


@pytest.mark.parametrize("words", [DEBUG, (*DEBUG, "--pdb"), ENOUGH], ids=["debug", "pdb", "enough"])
def test_several_are_refused(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(interpreters, "find_interpreter", lambda wanted: Interpreter(Path(f"/{wanted}"), wanted))

    assert app.main([*words, "--python", "3.1.1,3.1.2"]) == 2
    assert "3.1.1, 3.1.2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pythons", "said"),
    [
        ((), ""),
        (("/a/python+jit",), " --python /a/python+jit"),
        (("3.13", "pypy3.10"), " --python pypy@3.10.14"),
    ],
)
def test_check_proposes_to_debug_on_the_python_of_a_row(pythons: tuple[str, ...], said: str) -> None:
    row = a_row_of(cell=replace(a_cell("one"), interpreter="pypy 3.10.14"))

    assert measuring._debugging("w/one", row, Request(pythons=pythons)).endswith(f"w/one{said}")


def test_a_right_answer_is_compared_on_the_same_python_and_in_the_same_format() -> None:
    options = debugging._same_options(Request(format="w3c", pythons=("3.14+jit",)))

    assert options == ("--format", "w3c", "--python", "3.14+jit")
