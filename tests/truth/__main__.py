"""Measure programs whose need is known, by a harness that holds 500 MiB itself: `python -m tests.truth`.

Prints program, truth, figure and error, and ends with exit code 3 if one is outside its bound: 1 % + 1 MiB for a single
process, 5 % for several, 3 % in every one of ten repetitions for what is held for two milliseconds.
"""

import argparse
import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.launch import Finished, Job, launch
from bench.model import Instrument, Limits

MIB = 1 << 20
BALLAST = 500  # MiB
FOLDER = Path(__file__).parent / "known_needs"
LIMITS = Limits(seconds=60, memory=4096 * MIB)


@dataclass(frozen=True)
class Program:
    """One implementation and what it says of itself."""

    path: Path
    facts: dict[str, Any]

    @property
    def repeats(self) -> int:
        return 10 if "BRIEF" in self.facts else 1

    def bound(self, truth: int) -> float:
        """Return how far a figure may be from the truth (bytes)."""
        share = 0.05 if "TREE" in self.facts else 0.03 if "BRIEF" in self.facts else 0.01
        return truth * share + (MIB if share == 0.01 else 0)


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    name: str
    truth: int
    figure: int
    bound: float
    status: str

    @property
    def good(self) -> bool:
        return abs(self.figure - self.truth) <= self.bound

    def __str__(self) -> str:
        error = self.figure - self.truth
        share = f"{error / self.truth:+8.2%}" if self.truth else " " * 8
        figures = f"{self.truth / MIB:9.2f} {self.figure / MIB:9.2f} {error / MIB:+8.3f} {share}"
        return f"{self.name:32} {figures}  {self.status:6} {'' if self.good else 'OUTSIDE ITS BOUND'}"


def main() -> int:
    """Measure all, print the table, return the exit code."""
    parser = argparse.ArgumentParser(description="Measure programs whose need is known.")
    parser.add_argument("--ballast", type=int, default=BALLAST, metavar="MIB", help="what this harness holds itself")
    mebibytes = parser.parse_args().ballast
    ballast = bytearray(mebibytes * MIB)
    ballast[::4096] = b"x" * len(ballast[::4096])
    print(f"{'program':32} {'truth':>9} {'figure':>9} {'error':>8} {'':8}  MiB; this harness holds {mebibytes}")
    lines = [line for program in _programs() for line in _measured(program)]
    outside = [line for line in lines if not line.good]
    print(f"{len(lines) - len(outside)} of {len(lines)} figures within their bounds")
    return 3 if outside else 0


def _programs() -> list[Program]:
    return [Program(path, _facts(path)) for path in sorted(FOLDER.glob("[!_]*.py"))]


def _facts(path: Path) -> dict[str, Any]:
    """Read the capital constants without importing the file."""
    assigned = [node for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.Assign)]
    names = [(target.id, node.value) for node in assigned for target in node.targets if isinstance(target, ast.Name)]
    return {name: _number(value) for name, value in names if name.isupper()}


def _number(node: ast.expr) -> object:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.LShift):
        return int(ast.literal_eval(node.left)) << int(ast.literal_eval(node.right))
    return ast.literal_eval(node)


def _measured(program: Program) -> Iterator[Line]:
    for _ in range(program.repeats):
        job = Job(
            python=Path(sys.executable),
            module=program.path,
            instrument=Instrument.RESIDENT,
            sources=(1,),
            limits=LIMITS,
        )
        for line in _lines(program, launch(job)):
            print(line, flush=True)
            yield line


def _lines(program: Program, finished: Finished) -> Iterator[Line]:
    values = {name: int(quantity.value) for name, quantity in finished.values.items() if quantity.unit == "B"}
    name, status = program.path.stem, str(finished.status)
    if status != program.facts.get("ENDS", "ok") or finished.values["left_behind"].value:
        yield Line(f"{name}: {finished.reason[:60]}", 0, 0, -1, status)
        return
    need = program.facts["NEED"]
    yield Line(name, need, values["run_peak"] - values["run_start"], program.bound(need), status)
    if "IMPORT_NEED" in program.facts:
        need = program.facts["IMPORT_NEED"]
        yield Line(f"{name}, import", need, values["import_peak"] - values["bare_peak"], program.bound(need), status)
    if "MAPPED" in program.facts:
        yield Line(f"{name}, file pages", need, values["run_file"], 0.01 * need + 10 * MIB, status)


if __name__ == "__main__":
    sys.exit(main())
