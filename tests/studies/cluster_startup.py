"""Say which share of a round on a cluster is start-up: `python -m tests.studies.cluster_startup`.

A section is measured here, unit after unit, by the program that workers start: its first unit makes data and
environments and checks the answers, and one that finds nothing left to measure is start-up alone. All figures are
processor seconds of the program and all its children, which other programs on the machine change little.
"""

import resource
from collections.abc import Iterator
from statistics import fmean
from typing import Final

import msgspec

from bench.model.paths import CHECKOUT
from bench.model.request import Request
from bench.model.types import Instrument
from bench.session.cluster.messages import MatrixRequest, UnitAnswer, UnitTask
from generators.cluster import remote
from tests.studies import command
from tests.studies.cluster_matrix import IMPLEMENTATIONS

LINES: Final = (10_000, 200_000, 1_000_000)
HEADING: Final = (
    "| lines | first unit | round | start-up | its share of a round |",
    "| ---: | ---: | ---: | ---: | ---: |",
)


def processor_seconds() -> float:
    """Return what all ended children of this process took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(task: UnitTask) -> tuple[UnitAnswer, float]:
    """Measure a unit as a worker does; return what it says and what it took."""
    before = processor_seconds()
    message = msgspec.json.encode(task).decode()
    code, said, complaint = remote.run(["bench", "unit-task"], str(CHECKOUT), message, lambda: True)
    if code:
        raise SystemExit(complaint)
    answer = msgspec.json.decode(said, type=UnitAnswer)
    if answer.begun is None:
        raise SystemExit(answer.problem)
    return answer, processor_seconds() - before


def units(lines: int) -> Iterator[tuple[UnitAnswer, float]]:
    """Measure a section of so many lines, and then nothing more of it."""
    names = tuple(IMPLEMENTATIONS.split(","))
    request = MatrixRequest.of(Request(patterns=names, sizes=(lines,), sweep=(), rounds=2))
    task = UnitTask(request)
    while True:
        answer, spent = measure(task)
        yield answer, spent
        if not answer.entries:
            return
        task = UnitTask(request, answer.begun, (*task.entries, *answer.entries))


def row(lines: int) -> str:
    """Return what units of so many lines take, as a line of a table."""
    (_, first), *others = units(lines)
    rounds = [spent for answer, spent in others if _is_round(answer)]
    start = others[-1][1]
    each = fmean(rounds)
    return f"| {lines:,} | {first:.1f} s | {each:.1f} s | {start:.1f} s | {100 * start / each:.0f} % |"


def _is_round(answer: UnitAnswer) -> bool:
    return any(entry.sample.instrument is Instrument.TIMING for entry in answer.entries)


def study() -> None:
    """Measure all sizes, and print each line when it is known."""
    print(*HEADING, sep="\n", flush=True)
    for lines in LINES:
        print(row(lines), flush=True)


if __name__ == "__main__":
    command.parser(__doc__).parse_args()
    study()
