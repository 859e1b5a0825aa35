"""Make every write of a whole run fail in turn: `python -m tests.studies.writes [FIRST LAST]`.

Prints the operation that failed, how the run ended, and whether its folder was then readable and could be resumed; ends
with 3 if one was not as it has to be.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bench.model.errors import BenchError
from bench.results import result_file
from tests.studies import command

ROOT = Path(__file__).resolve().parents[2]
ASKED = ("run", "--quick", "--rounds", "1", "--lines", "2k", "--impl", "bytes_blocks", "--edge-cases", "off")


@dataclass(frozen=True)
class EndedWrite:
    """What became of one run: the operation that failed, its exit code, and what is not as it has to be."""

    operation: str
    code: int
    problem: str

    def __str__(self) -> str:
        return f"{self.operation:36} exit {self.code}  {self.problem or 'as it should be'}"


def run_with_fault(out: Path, number: int, fault: str) -> EndedWrite:
    """Run with one failing write below `out`, and look at what it leaves."""
    words = ["tests.faults.injected", str(out), str(number), fault, "bench.cli.app", *ASKED, "--out", str(out)]
    done = _python(*words)
    said = done.stderr.rstrip().rpartition("\n")
    operation = "" if said[2].isdigit() else said[2]
    return EndedWrite(operation, done.returncode, _problem(out, done.returncode, said[0], failed=bool(operation)))


def _problem(out: Path, code: int, said: str, *, failed: bool) -> str:
    """Say what is wrong, if anything."""
    if "Traceback" in said:
        return "a traceback"
    if code and (code != 1 or said.count("error: ") != 1):
        return f"not one clear error: {said[-200:]!r}"
    if not code and failed and not _is_whole(out):
        return "called a success"
    for folder in out.glob("*"):
        if found := _problem_of(folder):
            return found
    return ""


def _is_whole(out: Path) -> bool:
    """Whether nothing of a run is missing; its journal may fail to close, for every line is on the disk by then."""
    [folder] = out.iterdir()
    run = result_file.read(folder / "result.json")
    return bool(run.ended) and all(row.status == "ok" for row in run.outcomes) and (folder / "pyperf.json").exists()


def _problem_of(folder: Path) -> str:
    left = {path.name for path in folder.iterdir()} - {"samples.jsonl", "result.json", "pyperf.json"}
    if left:
        return f"left behind: {left}"
    if not (folder / "result.json").exists():
        return ""  # it failed before the run began
    try:
        before = sum(len(row.samples) for row in result_file.read(folder / "result.json").outcomes)
        resumed = _python("bench", "run", "--resume", str(folder))
        rows = result_file.read(folder / "result.json").outcomes
    except BenchError as error:
        return str(error)
    if resumed.returncode or any(row.status != "ok" for row in rows):
        return f"it was not resumed: {resumed.stderr[-200:]}"
    return "samples were lost" if sum(len(row.samples) for row in rows) < before else ""


def _python(module: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def main() -> int:
    """Try them all and return the exit code."""
    parser = command.parser(__doc__)
    parser.add_argument("first", type=int, nargs="?", default=1)
    parser.add_argument("last", type=int, nargs="?", default=1_000_000)
    asked = parser.parse_args()
    first, last = asked.first, asked.last
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in count(first):
            ended = run_with_fault(Path(folder) / str(number), number, "half" if number % 2 else "fails")
            bad += bool(ended.problem)
            print(f"{number:4} {ended}", flush=True)
            if not ended.operation or number == last:
                print(f"{number - first + bool(ended.operation)} failing writes, {bad} not as they should be")
                return 3 if bad else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
