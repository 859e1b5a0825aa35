"""Measure programs whose need is known, by a harness that holds 500 MiB itself: `python -m tests.truth`.

They go the whole way of any implementation: found, checked, measured, stored, drawn; the figures are read out of the
result. What ends without an answer is never measured there, and what is held for two milliseconds has to be right ten
times, so these are launched directly (`--direct` launches all).

Prints program, truth, figure and error, and ends with exit code 3 if one is outside its bound: 1 % + 1 MiB for a single
process, 5 % for several, 3 % for what is brief.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import cli, results
from bench.launch import Finished, Job, launch
from bench.model import Instrument, Limits, Sample
from tests.memory_programs import FOLDER, MIB, Program, programs

BALLAST = 500  # MiB
LIMITS = Limits(seconds=60, memory=4096 * MIB)


@dataclass(frozen=True)
class Line:
    """One line of the table; sizes in bytes."""

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
    parser = argparse.ArgumentParser(prog="python -m tests.truth", description="Measure programs whose need is known.")
    parser.add_argument("--ballast", type=int, default=BALLAST, metavar="MIB", help="what this harness holds itself")
    parser.add_argument("--direct", action="store_true", help="launch every program; no check, no result, no report")
    arguments = parser.parse_args()
    ballast = bytearray(arguments.ballast * MIB)
    ballast[::4096] = b"x" * len(ballast[::4096])
    measured = {} if arguments.direct else through_the_house()
    print(f"{'program':32} {'truth':>9} {'figure':>9} {'error':>8} {'':8}  MiB; this harness holds {arguments.ballast}")
    lines = list(_table(measured))
    outside = [line for line in lines if not line.good]
    print(f"{len(lines) - len(outside)} of {len(lines)} figures within their bounds")
    return 3 if outside else 0


def through_the_house() -> dict[str, list[Sample]]:
    """Measure all programs in one run, draw its report, and return the samples of resident memory by program."""
    with tempfile.TemporaryDirectory() as folder:
        asked = ["--impls", str(FOLDER.parent), "--workload", FOLDER.name, "--all", "--rounds", "1", "--out", folder]
        cli.main(["run", *asked])
        result = next(Path(folder).glob("*/result.json"))
        report = result.with_name("report.html")
        subprocess.run([sys.executable, "-m", "reports", "html", str(result), "--out", str(report)], check=True)
        outcomes = results.read(result).outcomes
    kept = {outcome.cell.implementation: outcome.samples for outcome in outcomes if not outcome.cell.control}
    return {
        name: [sample for sample in samples if sample.instrument is Instrument.RESIDENT]
        for name, samples in kept.items()
    }


def job_for(module: Path, python: Path) -> Job:
    """Describe one resident process of a program."""
    return Job(python=python, module=module, instrument=Instrument.RESIDENT, sources=(1,), limits=LIMITS)


def _table(measured: dict[str, list[Sample]]) -> Iterator[Line]:
    for program in programs():
        direct = program.facts.keys() & {"ENDS", "BRIEF"} or not measured
        seen: Iterable[Sample | Finished] = _launched(program) if direct else measured.get(program.name, ())
        lines = [line for each in seen for line in _lines(program, each)]
        for line in lines or [Line(f"{program.name}: not measured", 0, 0, -1, "")]:
            print(line, flush=True)
            yield line


def _launched(program: Program) -> Iterator[Finished]:
    for _ in range(program.repeats):
        yield launch(job_for(program.path, Path(sys.executable)))


def _lines(program: Program, seen: Sample | Finished) -> Iterator[Line]:
    sizes = {name: int(quantity.value) for name, quantity in seen.values.items() if quantity.unit == "B"}
    status = str(seen.status)
    if status != program.facts.get("ENDS", "ok") or seen.values["left_behind"].value:
        yield Line(f"{program.name}: {seen.reason[:60]}", 0, 0, -1, status)
        return
    need = program.facts["NEED"]
    yield Line(program.name, need, sizes["run_peak"] - sizes["run_start"], program.bound(need), status)
    if "IMPORT_NEED" in program.facts:
        need = program.facts["IMPORT_NEED"]
        figure = sizes["import_peak"] - sizes["bare_peak"]
        yield Line(f"{program.name}, import", need, figure, program.bound(need), status)


if __name__ == "__main__":
    sys.exit(main())
