"""Kill the harness (SIGKILL) at random moments and see what is left: `python -m tests.studies.kills [COUNT [SEED]]`.

Prints a line for each: when it was killed, what it measured, what is in the journal, how long its processes lived on,
and what `--resume` made of it. Ends with 3 if a line is not as it has to be.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.analysis.pareto import choose_curves
from bench.analysis.statistics.times import confidence_of
from bench.model.cells import list_repeated
from bench.model.errors import BenchError
from bench.model.types import Instrument, Status
from bench.results import journal, result_file
from tests.faults.runs import RunPlace, ended, until
from tests.studies import command

GONE = 1.0  # seconds
LONG = 600.0  # seconds that no run takes, on however busy a machine
COUNT, SEED = 50, 1


@dataclass(frozen=True)
class Whole:
    """A run that nobody disturbed: how long it took, how many processes it measured, and the keys of its samples."""

    seconds: float
    measured: int
    keys: frozenset[object]


@dataclass(frozen=True)
class Killed:
    """What became of a killed run; times in seconds, None where there was nothing to resume."""

    moment: float
    began: bool
    measured: int
    kept: int
    gone: float
    again: int
    problem: str

    def __str__(self) -> str:
        where = f"{self.measured:3} begun, {self.kept:3} kept" if self.began else "before the run     "
        told = f"{self.moment:6.2f} s  {where}  gone after {self.gone:5.3f} s  then {self.again:3} measured"
        return f"{told}  {self.problem or 'as it should be'}"


def undisturbed(place: RunPlace) -> Whole:
    """Let a run end by itself."""
    began = time.monotonic()
    process = place.start()
    with ended(process):
        _, said = process.communicate(timeout=LONG)
    assert process.returncode == 0, said
    return Whole(time.monotonic() - began, place.measured(), _keys(place))


def killed(place: RunPlace, wait: Callable[[], object], whole: Whole, patience: float = GONE) -> Killed:
    """Kill a run, look at what is left, and go on with it.

    Args:
        place: of the run.
        wait: returns when it is to be killed.
        whole: what it would have come to.
        patience: seconds for its processes to end.
    """
    began_at, process = time.monotonic(), place.start()
    wait()
    moment = time.monotonic() - began_at
    process.kill()
    with ended(process):
        gone = until(lambda: not place.alive(), 30)
    measured, problem = place.measured(), ""
    try:
        kept = place.kept()
        problem = "its processes lived on" if gone > patience else _what_is_wrong(place, measured - kept)
    except BenchError as error:
        kept, problem = 0, str(error)
    began = place.folder is not None
    after = place.start(*(("--resume", str(place.folder)) if began else ()))
    with ended(after):
        _, said = after.communicate(timeout=LONG)
    problem = problem or _what_is_wrong_then(place, whole, after.returncode, said)
    return Killed(moment, began, measured, kept, gone, place.measured() - measured, problem)


def _what_is_wrong(place: RunPlace, lost: int) -> str:
    rooms = [name for name in place.temporary_left() if not name.startswith("leanlines-run-")]
    if place.folder is not None:
        result_file.read(place.folder / "result.json")
    if lost not in {0, 1}:
        return f"{lost} samples were lost"
    return f"left behind: {rooms}" if rooms else ""


def _what_is_wrong_then(place: RunPlace, whole: Whole, code: int, said: str) -> str:
    if code:
        return f"it was not resumed: {said[-300:]}"
    if _keys(place) != whole.keys:
        return "not the rows of an undisturbed run"
    if not _have_lines(place):
        return "not the lines of its front"
    if any(row.status is not Status.OK for row in result_file.read(_result(place)).outcomes):
        return "a row is not ok"
    if place.temporary_left():
        return f"left behind: {place.temporary_left()}"
    left = {path.name for path in _result(place).parent.iterdir()} - {"samples.jsonl", "result.json", "pyperf.json"}
    return f"left behind: {left}" if left else ""


def _result(place: RunPlace) -> Path:
    assert place.folder is not None
    return place.folder / "result.json"


def _keys(place: RunPlace) -> frozenset[object]:
    """Return what was measured, each row once: instrument, number and round of every sample.

    But the rows whose lines were looked at, which are those of the front: which these are, the figures decide.
    """
    samples = [entry.sample for entry in journal.read(_result(place).with_name(result_file.JOURNAL))]
    keys = [(each.cell, each.instrument, each.process, each.round) for each in samples]
    assert len(set(keys)) == len(keys)
    return frozenset(key for key in keys if key[1] is not Instrument.LINES)


def _have_lines(place: RunPlace) -> bool:
    """Return whether the lines of the rows of the front, and of the baseline, were looked at, and of no other."""
    run = result_file.read(_result(place))
    samples = [sample for row in run.outcomes for sample in row.samples]
    cells = [row.cell for row in run.outcomes if not row.cell.control]
    chosen = choose_curves(cells, samples, list_repeated(run.plan.cells), confidence_of(run.plan))
    return {each.cell for each in samples if each.instrument is Instrument.LINES} == set(chosen)


def main() -> int:
    """Kill so many runs that had begun, print the table, and return the exit code."""
    parser = command.parser(__doc__)
    parser.add_argument("count", type=int, nargs="?", default=COUNT)
    parser.add_argument("seed", type=int, nargs="?", default=SEED)
    asked = parser.parse_args()
    count, seed = asked.count, asked.seed
    dice = random.Random(seed)
    seen: list[Killed] = []
    with tempfile.TemporaryDirectory() as folder:
        whole = undisturbed(RunPlace.made(Path(folder) / "whole"))
        print(f"undisturbed: {whole.seconds:.2f} s, {len(whole.keys)} samples")
        while sum(one.began for one in seen) < count:
            place = RunPlace.made(Path(folder) / str(len(seen)))
            seen.append(killed(place, partial(time.sleep, dice.uniform(0, whole.seconds)), whole))
            print(f"{len(seen):3} {seen[-1]}", flush=True)
    bad = sum(bool(one.problem) for one in seen)
    begun = [one for one in seen if one.began]
    lost = [one.measured - one.kept for one in begun]
    print(
        f"{len(begun)} killed while they ran and {len(seen) - len(begun)} before; at most {max(lost)} sample lost, "
        f"in {sum(lost)} of them; gone after at most {max(one.gone for one in seen):.3f} s; {bad} not as they should be"
    )
    return 3 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
