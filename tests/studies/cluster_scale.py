"""Say what a Dask scheduler costs beside the parts that it gives away: `python -m tests.studies.cluster_scale`.

All of it runs on this machine, over the loopback: tasks that only answer, on 2 and on 200 workers, and naps of ten
seconds on 1,000 workers in ten processes. Never are more under way than there are workers, as `--cluster` has it. The
cost of a task is the processor time of the scheduler's process, which does not depend on what else the machine does.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from distributed import Client, Worker, as_completed

from generators.making.identity import PART
from tests.studies import command
from tests.studies.children import StudyProcess, call
from tests.studies.cluster_startup import processor_seconds

HERE = "127.0.0.1"
TRUTH = 6_000  # bytes that a part sends home
MACHINES = 1_000
PATIENCE = 300.0  # seconds for a scheduler or workers to be there


@dataclass(frozen=True)
class Load:
    """What a scheduler is given: tasks of so many seconds that answer so many bytes, on workers in some processes."""

    workers: int
    processes: int
    tasks: int
    nap: float = 0.0
    answer: int = TRUTH


@dataclass(frozen=True)
class Cost:
    """What that took, in seconds: on the clock, and of the scheduler's processor."""

    wall: float
    scheduler: float


LOADS = (Load(2, 2, 5_000, answer=0), Load(2, 2, 5_000), Load(200, 2, 5_000), Load(MACHINES, 10, 2_000, nap=10.0))
HEADING = ("| workers | tasks | wall time | scheduler, ms a task |", "| ---: | --- | ---: | ---: |")
os.environ["DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT"] = "300s"  # a thousand workers share the cores of one machine


def seconds_of_a_part(folder: Path) -> float:
    """Return the processor time of making one part of `web_log`, the start of the program included."""
    before = processor_seconds()
    words = ["web_log", "--lines", "10B", "--part", "1/597", "--jobs", "1", "--quiet", "--out", str(folder / "web")]
    call([sys.executable, "-m", "generators", *words])
    return processor_seconds() - before


@contextmanager
def started(*words: str) -> Iterator[StudyProcess[bytes]]:
    """Start a Python, and end it."""
    process: StudyProcess[bytes] = StudyProcess(
        [sys.executable, "-m", *words], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def cost(load: Load, folder: Path) -> Cost:
    """Start a scheduler and workers, and have them do what it is given."""
    with ExitStack() as opened:
        file = folder / "scheduler.json"
        file.unlink(missing_ok=True)
        address = ("--host", HERE, "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        scheduler = psutil.Process(opened.enter_context(started("dask", "scheduler", *address)).pid)
        client = opened.enter_context(Client(_address(file), timeout=PATIENCE))
        each = str(load.workers // load.processes)
        for _ in range(load.processes):
            opened.enter_context(
                started("tests.studies.cluster_scale", "--work", client.scheduler.address, each, str(folder))
            )
        client.wait_for_workers(load.workers, timeout=PATIENCE)
        give_tasks(client, Load(load.workers, load.processes, load.workers))  # what is slow only once
        began, before = time.monotonic(), sum(scheduler.cpu_times()[:2])
        give_tasks(client, load)
        return Cost(time.monotonic() - began, sum(scheduler.cpu_times()[:2]) - before)


def _address(file: Path) -> str:
    limit = time.monotonic() + PATIENCE
    while not file.exists() and time.monotonic() < limit:
        time.sleep(0.1)
    return str(json.loads(file.read_text())["address"])


def give_tasks(client: Client, load: Load) -> None:
    """Give each worker a task, and the next one when it has answered."""
    workers = list(client.scheduler_info(n_workers=-1)["workers"])
    places: dict[str, str] = {}
    answers = as_completed(with_results=True)

    def give(worker: str) -> None:
        if len(places) < load.tasks:
            future = client.submit(answer_after, load.nap, load.answer, workers=[worker], pure=False)
            places[future.key] = worker
            answers.add(future)

    for worker in workers:
        give(worker)
    for future, _ in answers:
        give(places[future.key])


def answer_after(nap: float, size: int) -> bytes:
    """Stand for a part that is made: it takes its time, and answers with its ground truth."""
    time.sleep(nap)
    return b"x" * size


async def work(address: str, count: int, folder: str) -> None:
    """Be so many workers in one process, until the input ends."""
    options = {"host": HERE, "nthreads": 1, "memory_limit": 0, "dashboard": False, "local_directory": folder}
    workers = await asyncio.gather(*(Worker(address, **options) for _ in range(count)))
    await asyncio.to_thread(sys.stdin.read)
    await asyncio.gather(*(worker.close() for worker in workers))


def row(load: Load, spent: Cost) -> str:
    """Return what was measured as a line of a table."""
    what = f"{load.tasks:,} x {load.nap:g} s, {load.answer:,} bytes"
    return f"| {load.workers:,} | {what} | {spent.wall:.1f} s | {1000 * spent.scheduler / load.tasks:.1f} |"


def paper(part: float, task: float) -> Iterator[str]:
    """Return what follows for large datasets: the scheduler's seconds beside those of each of many cores.

    Args:
        part: seconds of a core that a part takes.
        task: seconds of the scheduler that a task takes.
    """
    yield f"| lines | parts | scheduler | each of {MACHINES:,} cores |"
    yield "| ---: | ---: | ---: | ---: |"
    for lines in (10**10, 10**12):
        parts = -(-lines // PART)
        yield f"| {lines:.0e} | {parts:,} | {parts * task:.1f} s | {-(-parts // MACHINES) * part:.0f} s |"


def study() -> None:
    """Measure everything, and print each line when it is known."""
    with tempfile.TemporaryDirectory() as folder:
        part = seconds_of_a_part(Path(folder))
        print(f"A part takes {part:.1f} s of a core.\n", *HEADING, sep="\n", flush=True)
        for load in LOADS:
            spent = cost(load, Path(folder))
            print(row(load, spent), flush=True)
    print("", *paper(part, spent.scheduler / load.tasks), sep="\n")


if __name__ == "__main__":
    parser = command.parser(__doc__)
    parser.add_argument("--work", nargs=3, metavar=("ADDRESS", "COUNT", "FOLDER"), help="be workers")
    if of_workers := parser.parse_args().work:
        asyncio.run(work(of_workers[0], int(of_workers[1]), of_workers[2]))
    else:
        study()
