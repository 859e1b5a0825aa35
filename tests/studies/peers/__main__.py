"""Say how far each answer is from reading the file at all, and from `grep -c`: `python -m tests.studies.peers RESULT`.

The distances are ratios of times of one run on one file, paired by round. The two have workloads of their own in this
folder, since they answer less than the others are asked.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.analysis.sections import times
from bench.analysis.statistics.times import Rounds, compare, estimate
from bench.model import formatting
from bench.model.cells import name
from bench.model.types import Outcome, Run, Status
from bench.results import result_file
from tests.studies import command

YARDSTICKS = {"bytes_read": "times reading", "lines_with_error": "times grep -c"}


def distances(run: Run) -> Iterator[str]:
    """Return the lines of a table: the fastest first, each with its time and its distance to each yardstick."""
    rows = [row for row in run.outcomes if row.status is Status.OK and not row.cell.control and times(row)]
    yardsticks = {row.cell.workload: times(row) for row in rows if row.cell.workload in YARDSTICKS}
    yield f"{'':36} {'time':>9}" + "".join(f" {YARDSTICKS[each]:>14}" for each in yardsticks)
    for row in sorted(rows, key=_seconds):
        yield f"{name(row.cell):36} {formatting.seconds(_seconds(row)):>9}" + _beside(times(row), yardsticks)


def _beside(own: Rounds, yardsticks: Mapping[str, Rounds]) -> str:
    ratios = (compare(own, yardstick, floor=None).ratio for yardstick in yardsticks.values())
    return "".join(f" {formatting.ratio(ratio):>14}" for ratio in ratios)


def _seconds(row: Outcome) -> float:
    found = estimate(times(row).values())
    return found.value if found else 0.0


if __name__ == "__main__":
    parser = command.parser(__doc__)
    parser.add_argument("result", type=Path, help="result.json of a run that came to its end")
    sys.stdout.writelines(f"{line}\n" for line in distances(result_file.read(parser.parse_args().result)))
