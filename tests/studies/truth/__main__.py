"""Measure programs whose need is known, by a harness that holds 500 MiB itself: `python -m tests.studies.truth`.

They go the whole way of any implementation: found, checked, measured, stored, drawn; the figures are read out of the
result. What ends without an answer is never measured there, and what is held for two milliseconds has to be right ten
times, so these are launched directly (`--direct` launches all).

Prints program, truth, figure and error, and ends with exit code 3 if one is outside its bound: 1 % + 1 MiB for a single
process, 5 % for several, 3 % for what is brief. Of native memory tracemalloc may see 1 MiB, and the row has to be
labelled. In the end a program is measured with and without the 500 MiB: that may shift its figure by 1 MiB.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bench.cli import app
from bench.measured.monitor.proc import descendants
from bench.model.types import Instrument, Limits, Outcome
from bench.process import guards
from bench.process.launch import Finished, Job, launch
from bench.results import result_file
from tests.studies import command
from tests.studies.memory_programs import FOLDER, MIB, Program, programs
from tests.studies.truth.table import HEAD, TruthLine, children, missing, native, resident

BALLAST = 500  # MiB
LIMITS = Limits(seconds=60, memory=4096 * MIB)
SHIFTED = "filled_bytearray"
PROCESSES = 3


def main() -> int:
    """Measure all, print the table, return the exit code."""
    parser = command.parser(__doc__)
    parser.add_argument("--ballast", type=int, default=BALLAST, metavar="MIB", help="what this harness holds itself")
    parser.add_argument("--direct", action="store_true", help="launch every program; no check, no result, no report")
    arguments = parser.parse_args()
    lean = _peak(SHIFTED)
    ballast = bytearray(arguments.ballast * MIB)
    ballast[::4096] = b"x" * len(ballast[::4096])
    rows = {} if arguments.direct else through_the_house()
    print(f"{HEAD}  MiB; this harness holds {arguments.ballast}")
    lines = []
    for line in chain(_table(rows), [_shift(lean)]):
        print(line, flush=True)
        lines.append(line)
    within, left = sum(line.good for line in lines), len(descendants(os.getpid()))
    print(f"{within} of {len(lines)} figures within their bounds; {left} processes left")
    return 3 if left or within < len(lines) else 0


def through_the_house() -> dict[str, Outcome]:
    """Measure all programs in one run, draw its report, and return the rows by program."""
    with tempfile.TemporaryDirectory() as folder:
        asked = ["--impls", str(FOLDER.parent), "--workload", FOLDER.name, "--all", "--rounds", "1", "--out", folder]
        app.main(["run", *asked])
        result = next(Path(folder).glob("*/result.json"))
        report = result.with_name("report.html")
        subprocess.run([sys.executable, "-m", "reports", "html", str(result), "--out", str(report)], check=True)
        outcomes = result_file.read(result).outcomes
    return {outcome.cell.implementation: outcome for outcome in outcomes if not outcome.cell.control}


def job_for(module: Path, python: Path) -> Job:
    """Describe one resident process of a program."""
    return Job(python=python, module=module, instrument=Instrument.RESIDENT, sources=(1,), limits=LIMITS)


def _table(rows: dict[str, Outcome]) -> Iterator[TruthLine]:
    for program in programs():
        if "BESIDE" in program.facts and not guards.is_in_force(guards.KERNEL):
            print(f"{program.name}: not counted, {guards.available()[guards.KERNEL]}")
            continue
        row = None if program.facts.keys() & {"ENDS", "BRIEF"} else rows.get(program.name)
        if row is None and rows and not program.facts.keys() & {"ENDS", "BRIEF"}:
            yield missing(program.name, "not measured")
        elif row is None:
            yield from (line for seen in _launched(program) for line in resident(program, seen))
        else:
            yield from _of_row(program, row)


def _of_row(program: Program, row: Outcome) -> Iterator[TruthLine]:
    samples = [sample for sample in row.samples if sample.instrument is Instrument.RESIDENT]
    if not samples:
        yield missing(program.name, "not measured")
    for sample in samples:
        yield from resident(program, sample)
    if "NATIVE" in program.facts:
        yield native(program, row)
    if "CHILDREN" in program.facts:
        yield children(program, row)


def _launched(program: Program) -> Iterator[Finished]:
    for _ in range(program.repeats):
        yield launch(job_for(program.path, Path(sys.executable)))


def _peak(name: str) -> int:
    """Return the peak of a program from spawn to exit, the largest of a few processes."""
    job = job_for(FOLDER / f"{name}.py", Path(sys.executable))
    return max(int(launch(job).values["peak"].value) for _ in range(PROCESSES))


def _shift(lean: int) -> TruthLine:
    """Return by how much the same program differs now that this harness holds more than before."""
    return TruthLine(f"{SHIFTED}, whole", lean, _peak(SHIFTED), MIB, "shift")


if __name__ == "__main__":
    sys.exit(main())
