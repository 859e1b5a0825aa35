"""Every study answers `--help` and refuses what it does not know, before it does anything."""

import ast
import runpy
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.structure import name_of

FOLDER: Final = Path(__file__).parent


def is_started(path: Path) -> bool:
    """Return whether a module does something when it is the program."""
    tests = (ast.unparse(node.test) for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.If))
    return "__name__ == '__main__'" in tests


STUDIES: Final = sorted(name_of(path).removesuffix(".__main__") for path in FOLDER.rglob("*.py") if is_started(path))


def started(study: str, *words: str) -> str | int | None:
    """Start a study in this process and return its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [study, *words])
        for name in (study, f"{study}.__main__"):  # another test may have imported it
            patch.delitem(sys.modules, name, raising=False)
        with pytest.raises(SystemExit) as ended:
            runpy.run_module(study, run_name="__main__", alter_sys=True)
    return ended.value.code


@pytest.mark.parametrize("study", STUDIES)
def test_a_study_says_what_it_is_and_does_nothing(study: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert started(study, "--help") == 0

    shown = capsys.readouterr()
    assert shown.out.startswith(f"usage: python -m {study} ")
    assert shown.err == ""


@pytest.mark.parametrize("words", [("--hepl",), ("1", "2", "3", "4", "5", "--hepl")])
@pytest.mark.parametrize("study", STUDIES)
def test_a_study_refuses_what_it_does_not_know(
    study: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert started(study, *words) == 2

    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"python -m {study}" in shown.err


@pytest.mark.parametrize("words", [("--help",), ("--out", "folder"), ("--out=folder",)])
def test_whole_runs_in_turns_begin_only_where_they_measure_in_folders_of_their_own(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert started("tests.studies.guarding", "run", *words) == (0 if "--help" in words else 2)

    shown = capsys.readouterr()
    assert (shown.out if "--help" in words else shown.err).startswith("usage: python -m tests.studies.guarding run ")
