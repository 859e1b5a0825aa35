"""`bench debug`: what is printed beside what the implementation prints."""

import os

import pytest

from bench.cli import app
from bench.cli.one_case.debug import UNGUARDED
from bench.model.request import Request
from bench.session.one_case import debug as debugging


def test_the_debugger_begins_by_saying_that_nothing_is_guarded(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def debugger(_request: Request) -> int:
        os.write(1, b"(Pdb)\n")  # as a process of its own writes
        return 0

    monkeypatch.setattr(debugging, "debug_with_pdb", debugger)

    assert app.main(["debug", "error_counts/counter_lines", "--pdb"]) == 0
    assert capfd.readouterr().out.splitlines() == [UNGUARDED, "(Pdb)"]
