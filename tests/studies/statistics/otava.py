"""Ask Apache Otava for the steps of the same histories: `python -m tests.studies.statistics.otava PYTHON`.

PYTHON is an interpreter that has `apache-otava`, best a throw-away one; the histories go to it, and its steps come
back. They are those of `tests.studies.statistics.steps`, drawn from the same seeds. Otava looks at each row alone, as
it does at each metric of a test: it is asked with its own defaults, and once more at a tenth of its level, for a dozen
rows are a dozen chances of a false step. Prints the table of docs/rivals.md; two and a half minutes of one core.
"""

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.analysis.history.series import Series
from tests.studies import command
from tests.studies.statistics.steps import HISTORIES, STEP_AT, Noise, a_history, heavy, normal, steps

LEVELS: Final = (0.001, 0.0001)  # the first is Otava's default
QUESTIONS: Final[tuple[tuple[Noise, int, float], ...]] = (
    *((noise, runs, 1.0) for noise in (normal, heavy) for runs in (5, 10, 30, 60)),
    *((noise, runs, step) for noise in (normal, heavy) for runs in (10, 30) for step in (1.04, 1.06, 1.08, 1.10)),
)
ASKED: Final = """
import json, sys
from otava.series import AnalysisOptions, Metric, Series

asked = json.load(sys.stdin)
options = AnalysisOptions()
options.max_pvalue = asked["level"]
for rows in asked["histories"]:
    data = {str(number): row for number, row in enumerate(rows)}
    series = Series("history", None, list(range(len(rows[0]))), {name: Metric() for name in data}, data, {})
    found = series.analyze(options).change_points
    print(json.dumps([[int(name), int(point.index)] for name, points in found.items() for point in points]))
"""

Steps = set[tuple[str, int]]


def otava(python: Path, histories: Sequence[list[Series]], level: float) -> list[Steps]:
    """Return the row and the run of every step that Otava claims, history by history."""
    values = [[[point.value for point in row.points] for row in rows] for rows in histories]
    asked = json.dumps({"level": level, "histories": values})
    done = subprocess.run([python, "-c", ASKED], input=asked, capture_output=True, text=True, check=True)
    return [{(f"row {row}", index) for row, index in json.loads(line)} for line in done.stdout.splitlines()]


def share_of(claimed: Sequence[Steps], step: float) -> str:
    """Return in how many histories the true step was claimed, and in how many another one."""
    true = ("row 0", STEP_AT)
    false = sum(bool(each - {true} if step > 1 else each) for each in claimed) / len(claimed)
    return f"{sum(true in each for each in claimed) / len(claimed):.1%}, {false:.1%}" if step > 1 else f"{false:.1%}"


def lines(python: Path, histories: int) -> Iterator[str]:
    """Yield the table, one row for each question."""
    yield f"| noise | runs | step | this project | {' | '.join(f'Otava, p < {level}' for level in LEVELS)} |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for noise, runs, step in QUESTIONS:
        rng = random.Random(1)
        drawn = [a_history(rng, runs, noise, step) for _ in range(histories)]
        claimed = [[steps(each) for each in drawn], *(otava(python, drawn, level) for level in LEVELS)]
        shares = " | ".join(share_of(each, step) for each in claimed)
        yield f"| {noise.__name__} | {runs} | {f'{step - 1:.0%}' if step > 1 else 'none'} | {shares} |"


if __name__ == "__main__":
    parser = command.parser(__doc__)
    parser.add_argument("python", type=Path)
    for line in lines(parser.parse_args().python, HISTORIES):
        sys.stdout.write(line + "\n")
