"""Stop the harness by Ctrl-C or SIGTERM at random moments: `python -m tests.studies.stops [COUNT [SEED]]`.

Prints a line for each: when, by which signal, how long it took until nothing of it was left. Ends with 3 if a line is
not as it has to be.
"""

import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.model.errors import BenchError
from bench.results import result_file
from tests.faults.runs import RunPlace, ended, until
from tests.studies import command
from tests.studies.kills import undisturbed

PATIENCE = 2.0  # seconds
INTERRUPTED = 130
COUNT, SEED = 10, 1


@dataclass(frozen=True)
class Stopped:
    """What became of a run that was stopped; `moment` and `gone` in seconds."""

    moment: float
    sign: str
    began: bool
    gone: float
    code: int
    problem: str

    def __str__(self) -> str:
        when = "measuring" if self.began else "before   "
        told = f"{self.moment:6.2f} s {self.sign:8} {when} gone after {self.gone:5.3f} s, exit {self.code:4}"
        return f"{told}  {self.problem or 'as it should be'}"


def stopped(place: RunPlace, moment: float, sign: signal.Signals, *arguments: str) -> Stopped:
    """Stop a run at a moment, and look at what is left."""
    process = place.start(*arguments)
    time.sleep(moment)
    process.send_signal(sign)
    with ended(process):
        gone = until(lambda: process.poll() is not None and not place.alive(), 20)
        out, err = process.communicate(timeout=20)
    problem = _what_is_wrong(place, process.returncode, out, err)
    if not problem and gone > PATIENCE:
        problem = "it took too long"
    return Stopped(moment, sign.name, place.folder is not None, gone, process.returncode, problem)


def _what_is_wrong(place: RunPlace, code: int, out: str, err: str) -> str:
    if "Traceback" in err or "Exception" in err:
        return err[-600:]
    if place.temporary_left():
        return f"left behind: {place.temporary_left()}"
    if place.folder is None:
        made = list(place.out.glob("*"))
        return f"a folder without a result: {made}" if made else "" if code == INTERRUPTED else "not 130"
    try:
        whole = result_file.read(place.folder / "result.json").ended != ""
    except BenchError as error:
        return str(error)
    if code != (0 if whole else INTERRUPTED):
        return f"not the exit code: {err[-300:]}"
    return "" if "python -m reports html" in out else f"the command that draws it was not told: {out}{err[-300:]}"


def main() -> int:
    """Stop so many runs, print the table, and return the exit code."""
    parser = command.parser(__doc__)
    parser.add_argument("count", type=int, nargs="?", default=COUNT)
    parser.add_argument("seed", type=int, nargs="?", default=SEED)
    asked = parser.parse_args()
    count, seed = asked.count, asked.seed
    dice, bad = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as folder:
        whole = undisturbed(RunPlace.made(Path(folder) / "whole"))
        print(f"undisturbed: {whole.seconds:.2f} s")
        for number in range(1, count + 1):
            sign = (signal.SIGINT, signal.SIGTERM)[number % 2]
            one = stopped(RunPlace.made(Path(folder) / str(number)), dice.uniform(0.1, whole.seconds), sign)
            bad += bool(one.problem)
            print(f"{number:3} {one}", flush=True)
    print(f"{count} stopped, {bad} not as they should be")
    return 3 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
