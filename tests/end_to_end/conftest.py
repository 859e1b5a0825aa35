import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

import bench.cli.app
import generators.cli.app
import reports.cli

MAINS = {"bench": bench.cli.app.main, "generators": generators.cli.app.main, "reports": reports.cli.main}
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def result(self) -> dict[str, Any]:
        (path,) = self.folder.glob("*/result.json")
        return json.loads(path.read_bytes())  # type: ignore[no-any-return]

    @property
    def statuses(self) -> dict[str, str]:
        rows = self.result["outcomes"]
        return {row["cell"]["implementation"]: row["status"] for row in rows if not row["cell"]["control"]}

    def reason(self, name: str) -> str:
        rows = self.result["outcomes"]
        return next(str(row["reason"]) for row in rows if row["cell"]["implementation"] == name)


Command = Callable[..., Done]


def running(out: Path) -> Command:
    """Return what runs a module of the checkout as a user would, with no terminal and no standard input."""

    def run(module: str, *arguments: object, **environment: str) -> Done:
        words = [sys.executable, "-m", module, *map(str, arguments)]
        if module == "bench" and arguments[:1] == ("run",):
            words += ["--out", str(out)]
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=os.environ | {"COLUMNS": "300"} | environment,  # no phrase is broken where a test looks for it
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert "Traceback (most recent call last)" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr, out)

    return run


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Give each test a folder of results of its own."""
    return running(tmp_path / "out")


def calling(folder: Path) -> Command:
    """Return what calls a module within this process: for what is not about how a process begins or ends."""

    def call(module: str, *arguments: object, **environment: str) -> Done:
        words, said = list(map(str, arguments)), [TextIOWrapper(BytesIO(), "utf-8", newline="") for _ in range(2)]
        own = (module, *words[:1]) == ("bench", "run") and "--out" not in words
        words += ["--out", str(folder / "out")] if own else []
        with pytest.MonkeyPatch.context() as patched, redirect_stdout(said[0]), redirect_stderr(said[1]):
            patched.setattr(sys, "argv", [sys.argv[0], *words])  # which a result carries
            patched.setattr(sys, "orig_argv", [sys.executable, "-m", module, *words])  # of which commands are made
            for name, value in environment.items():
                patched.setenv(name, value)
            code = MAINS[module](words)
        return Done(code, _read_back(said[0]), _read_back(said[1]), folder / "out" if own else folder)

    return call


def _read_back(said: TextIOWrapper) -> str:
    said.seek(0)
    return said.read()


@pytest.fixture
def called(tmp_path: Path) -> Command:
    """Call modules of the checkout within this process."""
    return calling(tmp_path)


def start(out: Path, *arguments: object, **environment: str) -> subprocess.Popen[str]:
    """Start a run that a test is to end."""
    words = [sys.executable, "-m", "bench", "run", "--out", str(out), *map(str, arguments)]
    return subprocess.Popen(
        words, cwd=ROOT, env=os.environ | environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def wait_for_samples(out: Path, count: int) -> Path:
    """Return the folder of the only run in a folder once it has so many samples."""
    for _ in range(12_000):  # ten minutes, by which every run has begun, on however busy a machine
        found = list(out.glob("*/samples.jsonl"))
        if found and found[0].read_bytes().count(b"\n") >= count:
            return found[0].parent
        time.sleep(0.05)
    raise AssertionError("the run took no samples")


GOOD = (ROOT / "tests/faults/cheats/modules/honest.py").read_text()


@pytest.fixture
def mine(tmp_path: Path) -> Callable[..., Path]:
    """Write a folder of implementations of error_counts: name=source; `good` stands for a right one."""

    def write(**sources: str) -> Path:
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        for name, source in sources.items():
            (folder / f"{name}.py").write_text(source if source != "good" else GOOD)
        return folder

    return write
