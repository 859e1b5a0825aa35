"""How fast data is made here, next to a plain loop with one call of Faker per field: side by side, in one run.

Each way has processes of its own, and each round has every way once. A rate is that of the steady stream: from the
first block to the last, with hashing and writing, without start-up and without the final flush to the disk.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated, Final

from cyclopts import Parameter

from bench.units import parse_count
from generators import making, recipes

PLAIN_SECONDS: Final = 2.0
_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
_WAYS: Final = {"plain": "one call of Faker per field", "1": "this, --jobs 1", "2": "this, --jobs 2"}

Count = Annotated[int, Parameter(converter=lambda _, tokens: parse_count(tokens[0].value))]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one process measured of itself.

    Args:
        rate: lines per second.
        peak: resident memory of its largest process, in bytes.
        first: seconds from its start to the first bytes.
    """

    rate: float
    peak: int
    first: float


def speed(*, lines: Count = 3_000_000, rounds: Count = 3) -> None:
    """Measure how fast a web log is made, next to a plain loop with one call of Faker per field.

    Args:
        lines: Lines per process of ours; the plain loop runs for two seconds.
        rounds: How often each way is measured; the median counts.
    """
    recipes.recipe("web_log", lines=lines)  # the vocabulary is made now, and not while something is measured
    found: dict[str, list[Figures]] = {way: [] for way in _WAYS}
    for _ in range(rounds):
        for way, figures in found.items():
            figures.append(_measured(way, lines))
    plain = median(one.rate for one in found["plain"])
    sys.stdout.write(f"{'':28}{'lines/s':>12}{'times':>8}{'first bytes':>13}{'largest process':>17}\n")
    for way, figures in found.items():
        rate = median(one.rate for one in figures)
        first = median(one.first for one in figures)
        peak = max(one.peak for one in figures) / 2**20
        sys.stdout.write(f"{_WAYS[way]:28}{rate:12,.0f}{rate / plain:8.1f}{first:11.2f} s{peak:13.0f} MiB\n")


def _measured(way: str, lines: int) -> Figures:
    command = [sys.executable, "-m", "generators.speed", way, str(lines), repr(time.time())]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).resolve().parents[1])
    return Figures(**json.loads(ran.stdout))


def _plain(started: float) -> Figures:
    """Make lines the obvious way."""
    from faker import Faker  # noqa: PLC0415 - its import would be counted with the other ways

    fake = Faker()
    fake.seed_instance(1)
    count, begun = 0, time.perf_counter()
    first = time.time() - started
    with tempfile.TemporaryFile("w") as file:
        while time.perf_counter() - begun < PLAIN_SECONDS:
            when = fake.date_time_this_year().strftime("%Y-%m-%d %H:%M:%S")
            level, user = fake.random_element(_LEVELS), fake.random_int(10_000, 99_999)
            file.write(f"{when}|{level}|{fake.sentence()}|{fake.ipv4()}|{user}\n")
            count += 1
        return Figures(count / (time.perf_counter() - begun), _peak(), first)


def _ours(lines: int, jobs: int, started: float) -> Figures:
    seen: list[tuple[float, int]] = []
    first: list[float] = []

    def note(done: int, _size: int) -> None:
        first.append(time.time()) if not first else None
        seen.append((time.perf_counter(), done))

    with tempfile.TemporaryDirectory() as folder:
        making.make(recipes.recipe("web_log", lines=lines), Path(folder) / "log", jobs=jobs, progress=note)
    (began, before), (ended, after) = seen[0], seen[-1]
    return Figures((after - before) / (ended - began), _peak(), first[0] - started)


def _peak() -> int:
    """Return the peak of the largest of this process and those that it started."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) * unit


def main(way: str, lines: str, started: str) -> None:
    """Measure one way in this process, and print its figures."""
    figures = _plain(float(started)) if way == "plain" else _ours(int(lines), int(way), float(started))
    sys.stdout.write(json.dumps({"rate": figures.rate, "peak": figures.peak, "first": figures.first}))


if __name__ == "__main__":
    main(*sys.argv[1:])
