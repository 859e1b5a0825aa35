"""How fast data is made here, next to other ways to make it: side by side, in one run.

The others are a plain loop with one call of Faker per field, and one that joins ready values drawn by `random`: the
second shows what ready values gain, the rest is what blocks gain. Each way has processes of its own, and each round has
every way once. A rate is that of the steady stream: the second half of the lines, with hashing and writing, without
start-up (of the second process, too) and without the final flush to the disk. All rounds write over the same files: on
a virtual machine memory that the host hands out afresh costs up to 100 ns a line, now for one way and then for another,
and is not what is measured here.

What two jobs can gain depends on the machine, whose cores share caches and memory. Two processes at the same time, each
with a log of its own, show it.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from bench.host import temporary
from bench.model.paths import CHECKOUT, surroundings
from generators.content import faker_pool
from generators.making import make, parallel, recipes
from generators.making.ledger import Ledger

PLAIN_SECONDS: Final = 2.0
_EVERY: Final = 0.1
"""Seconds between two looks at the memory."""

_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
_WAYS: Final = {
    "plain": "one call of Faker per field",
    "pools": "ready values, random.choice",
    "1": "this, --jobs 1",
    "2": "this, --jobs 2",
    "apart": "two unrelated processes",
}


@dataclass(frozen=True, slots=True)
class SpeedFigures:
    """What one process measured of itself.

    Args:
        rate: lines per second.
        memory: bytes resident in it and in the processes that it started, at most, sampled.
        first: seconds from its start to the first bytes.
    """

    rate: float
    memory: int
    first: float


def speed(*, lines: int, rounds: int) -> None:
    """Measure how fast a web log is made, compared with plain loops."""
    recipes.recipe("web_log", lines=lines)  # the vocabulary is made now, and not while something is measured
    found: dict[str, list[SpeedFigures]] = {way: [] for way in _WAYS}
    with temporary.folder() as folder:
        log = folder / "log"
        for file in (log, _other(log)):
            file.touch()
        _measure("apart", lines, log)
        for _ in range(rounds):
            for way, figures in found.items():
                figures.append(_measure(way, lines, log))
    plain = median(one.rate for one in found["plain"])
    heads = f"{'lines/s':>12}{'lowest':>12}{'highest':>12}{'times':>8}{'first bytes':>13}{'memory':>10}"
    sys.stdout.write(f"{'':28}{heads}\n")
    for way, figures in found.items():
        sys.stdout.write(f"{_WAYS[way]:28}{_row(figures, plain)}\n")
    one, two, apart = (median(figure.rate for figure in found[way]) for way in ("1", "2", "apart"))
    sys.stdout.write(
        f"Two jobs are {two / one:.2f} times as fast as one, two unrelated processes {apart / one:.2f} times.\n"
        f"Rates: median of {rounds}, lowest, highest.\n"
    )


def _row(figures: list[SpeedFigures], plain: float) -> str:
    rates = [one.rate for one in figures]
    rate, first = median(rates), median(one.first for one in figures)
    memory = max(one.memory for one in figures) / 2**20
    spread = f"{min(rates):12,.0f}{max(rates):12,.0f}"
    return f"{rate:12,.0f}{spread}{rate / plain:8.1f}{first:11.2f} s{memory:6.0f} MiB"


def _measure(way: str, lines: int, log: Path) -> SpeedFigures:
    if way == "apart":
        with ThreadPoolExecutor() as pool:
            both = list(pool.map(_measure, "11", (lines, lines), (log, _other(log))))
        rate, memory = sum(one.rate for one in both), sum(one.memory for one in both)
        return SpeedFigures(rate, memory, min(one.first for one in both))
    command = [sys.executable, "-m", "generators.cli.speed", way, str(lines), str(log), repr(time.time())]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=CHECKOUT, env=surroundings())
    return SpeedFigures(**json.loads(ran.stdout))


def _other(log: Path) -> Path:
    return log.with_suffix(".other")


def _plain(started: float) -> SpeedFigures:
    """Make lines the obvious way."""
    from faker import Faker  # noqa: PLC0415 - its import would be counted with the other ways

    fake = Faker()
    fake.seed_instance(1)

    def line() -> str:
        when = fake.date_time_this_year().strftime("%Y-%m-%d %H:%M:%S")
        level, user = fake.random_element(_LEVELS), fake.random_int(10_000, 99_999)
        return f"{when}|{level}|{fake.bs()}|{fake.ipv4()}|{user}\n"

    return _time_loop(line, started)


def _pools(started: float) -> SpeedFigures:
    """Make lines of ready values, each drawn by `random`."""
    values = faker_pool.load(1, "en_US").values
    choice, randint = random.Random(1).choice, random.Random(2).randint
    messages, addresses = values["slug"], values["ipv4_public"]
    times = [f"2024-01-15 {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}" for second in range(86_400)]

    def line() -> str:
        user = randint(10_000, 99_999)
        return f"{choice(times)}|{choice(_LEVELS)}|{choice(messages)}|{choice(addresses)}|{user}\n"

    return _time_loop(line, started)


def _time_loop(line: Callable[[], str], started: float) -> SpeedFigures:
    """Write line after line for a while."""
    count, begun = 0, time.perf_counter()
    first = time.time() - started
    with tempfile.TemporaryFile("w") as file:
        while time.perf_counter() - begun < PLAIN_SECONDS:
            file.write(line())
            count += 1
        return SpeedFigures(count / (time.perf_counter() - begun), _resident(), first)


class _Watch:
    """Notes when what was done, and how much memory it took. Called with lines and bytes done."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, int]] = []
        self.memory = 0
        self._next = 0.0

    def __call__(self, done: int, _size: int) -> None:
        now = time.time()
        self.seen.append((now, done))
        if now >= self._next:
            self._next = now + _EVERY
            self.memory = max(self.memory, _resident())


def _ours(lines: int, jobs: int, log: Path, started: float) -> SpeedFigures:
    recipe, watch = recipes.recipe("web_log", lines=lines), _Watch()
    ledger = Ledger(recipe, progress=watch)
    begun = time.time()
    if jobs > 1:
        parallel.write(recipe, log, ledger, jobs)
    else:
        with log.open("r+b") as file:
            make.write(recipe, ledger, file.write)
    ended, after = watch.seen[-1]
    half, before = max(((at, done) for at, done in watch.seen if done * 2 <= lines), default=(begun, 0))
    return SpeedFigures((after - before) / (ended - half), watch.memory, watch.seen[0][0] - started)


def _resident() -> int:
    """Return the bytes resident in this process and in those that it started, shared ones counted in each."""
    this = psutil.Process()
    return sum(process.memory_info().rss for process in (this, *this.children()))


def main(way: str, lines: str, log: str, started: str) -> None:
    """Measure one way in this process, and print its figures."""
    plain = {"plain": _plain, "pools": _pools}.get(way)
    figures = plain(float(started)) if plain else _ours(int(lines), int(way), Path(log), float(started))
    sys.stdout.write(json.dumps(asdict(figures)))


if __name__ == "__main__":
    main(*sys.argv[1:])
