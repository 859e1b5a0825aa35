"""Run the whole harness on folders of faulty implementations, and look at what is left of it."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.model.types import Outcome, Run
from bench.results import result_file
from tests.stalls import StallWatch

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent


@dataclass(frozen=True)
class EndedCommand:
    """A run that has ended.

    Args:
        code: its exit code.
        seconds: that it took.
        disturbed: whether the machine stalled or was crowded meanwhile.
        err: what it said on standard error.
        result: the file of its result.
        run: what is in it.
        files: what is left in its temporary folder.
        processes: command lines of processes that it left.
    """

    code: int
    seconds: float
    disturbed: bool
    out: str
    err: str
    result: Path
    run: Run
    files: list[Path]
    processes: list[str]

    def row(self, name: str) -> Outcome:
        return next(each for each in self.run.outcomes if each.cell.implementation == name and not each.cell.control)


def harness(folder: Path, *arguments: str, workload: str = "file_chunks", **surroundings: str) -> EndedCommand:
    """Run the harness with a temporary folder of its own below `folder`, in surroundings of `tests.started`."""
    temporary = folder / "temporary"
    temporary.mkdir()
    words = [sys.executable, "-m", "tests.started", "run", "--workload", workload, "--quick", *arguments]
    began = time.monotonic()
    with StallWatch() as watch:
        done = subprocess.run(
            [*words, "--out", str(folder / "out")],
            cwd=CHECKOUT,
            env=os.environ | {"TMPDIR": str(temporary), "UV_OFFLINE": "1"} | surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=500,
        )
    seconds = time.monotonic() - began
    assert "Traceback (most recent call last)" not in done.stderr, done.stderr
    (result,) = (folder / "out").glob("*/result.json")
    left = list(temporary.iterdir())
    run = result_file.read(result)
    return EndedCommand(
        done.returncode, seconds, watch.disturbed, done.stdout, done.stderr, result, run, left, _marked(temporary)
    )


def _marked(temporary: Path) -> list[str]:
    """Find the processes whose environment, working folder or command line names the temporary folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            seen = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            seen += os.fsencode((process / "cwd").readlink())
        except OSError:
            continue
        if os.fsencode(temporary) in seen and process.name != str(os.getpid()):
            found.append((process / "cmdline").read_text())
    return found
