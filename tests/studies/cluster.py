"""How many tasks a scheduler gives in a second, and how long a part's program takes to start.

Tasks only sleep: a thousand workers are threads of ten processes here, and could not each make a part.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec
from distributed import Client, LocalCluster, Worker

from bench.model.paths import CHECKOUT
from generators.cluster import dask_engine, remote
from generators.cluster.driving import ClusterTask, Driver
from generators.making.part_task import LookTask

PROGRAM = ("leanlines", "data", "part-task")


def main() -> None:
    """Print what was measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workers", type=int, default=100, help="of each process")
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--tasks", type=int, default=1_000)
    options.add_argument("--seconds", type=float, default=0.0, help="that each task sleeps")
    asked = options.parse_args()
    dask_engine._silence()
    print(f"a part's program starts in {statistics.median(_start() for _ in range(5)):.2f} s")
    count = asked.workers * asked.processes
    with _workers(asked.processes, asked.workers) as address:
        took = _drive(address, asked.tasks, asked.seconds)
    ideal = -(-asked.tasks // count) * asked.seconds
    print(
        f"{count:,} workers: {asked.tasks:,} tasks of {asked.seconds:g} s in {took:.1f} s, ideally {ideal:.1f} s:"
        f" {1e3 * took / asked.tasks:.1f} ms a task, {asked.tasks / took:.0f} tasks a second"
    )


def _start() -> float:
    begun = time.monotonic()
    code, _, complaint = remote.run(PROGRAM, str(CHECKOUT), msgspec.json.encode(LookTask()).decode(), lambda: True)
    assert code == 0, complaint
    return time.monotonic() - begun


def _drive(address: str, tasks: int, seconds: float) -> float:
    """Return how long our own driver takes for so many tasks, once all workers are known."""
    dask_engine._starter = _sleeper
    client = Client(address, set_as_default=False)
    engine = dask_engine.DaskEngine(client, dask_engine.ClusterProgram((), None, "0", {}, _nothing), print)
    begun = time.monotonic()
    while (crew := engine.crew()).undecided or not crew.slots:
        engine.take(1.0)
    print(f"{len(crew.slots):,} workers were asked what they are in {time.monotonic() - begun:.1f} s")
    begun = time.monotonic()
    Driver(engine, [ClusterTask(str(n), f"{seconds}".__str__) for n in range(tasks)], lambda *_: "").run()
    took = time.monotonic() - begun
    client.close()
    return took


def _nothing(_said: str) -> Mapping[str, str]:
    return {}


def _sleeper() -> Callable[[Sequence[str], str | None, str], tuple[int, str, str]]:
    def sleep(_words: Sequence[str], _folder: str | None, message: str) -> tuple[int, str, str]:
        import time  # noqa: PLC0415 - sent to the worker as it is

        time.sleep(float(message))
        return 0, "", ""

    return sleep


@contextmanager
def _workers(processes: int, each: int) -> Iterator[str]:
    """Start a scheduler here, and workers of one thread in processes of their own."""
    fresh = multiprocessing.get_context("spawn")
    with LocalCluster(n_workers=0, protocol="tcp://", dashboard_address=None) as local:
        address = local.scheduler_address
        started = [fresh.Process(target=_serve, args=(address, each), daemon=True) for _ in range(processes)]
        for process in started:
            process.start()
        while len(local.scheduler.workers) < processes * each:
            time.sleep(0.1)
        try:
            yield address
        finally:
            for process in started:
                process.kill()


def _serve(address: str, count: int) -> None:
    async def serve() -> None:
        options = {"nthreads": 1, "memory_limit": 0, "dashboard": False, "local_directory": folder}
        workers = [
            Worker(address, name=f"{multiprocessing.current_process().pid}-{n}", **options) for n in range(count)
        ]
        await asyncio.gather(*(worker for worker in workers))
        await asyncio.gather(*(worker.finished() for worker in workers))

    dask_engine._silence()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(serve())


if __name__ == "__main__":
    main()
