"""`bench debug`: what is printed beside what the implementation prints."""

import json
import os
import subprocess
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench.cli import app
from bench.cli.one_case.debug import UNGUARDED
from bench.model.request import Request
from bench.process.job import JIT, VARIABLES
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


def test_the_debugger_runs_what_the_python_is_started_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / VARIABLES).write_text(json.dumps(JIT["jit"]))
    python = tmp_path / "bin" / "python"
    called = SimpleNamespace(
        target=SimpleNamespace(python=python, module=tmp_path / "x.py"),
        question=SimpleNamespace(source=1),
        folder=tmp_path,
    )
    seen: list[Mapping[str, str]] = []

    def run(_command: object, *, env: Mapping[str, str], **_: Any) -> object:
        seen.append(env)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(debugging, "only_one", lambda *_: None)
    monkeypatch.setattr(debugging, "prepared", lambda *_: nullcontext(called))
    monkeypatch.setattr(subprocess, "run", run)

    assert debugging.debug_with_pdb(Request()) == 0
    assert seen == [os.environ | JIT["jit"]]
