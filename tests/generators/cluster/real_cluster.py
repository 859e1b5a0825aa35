"""A scheduler in the process of a test, and workers of it in empty folders: none of them has our code."""

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.needs import lack


@contextmanager
def a_scheduler(folder: Path, workers: int = 0) -> Iterator[str]:
    """Start a scheduler, and so many workers, in this process; return its address, on a port by the system."""
    if find_spec("distributed") is None:
        lack("distributed is not installed: it is in the dependency group `cluster`")
    local = importlib.import_module("distributed").LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        dashboard_address=None,
        protocol="tcp://",
        memory_limit=0,
        local_directory=folder,
    )
    with local:
        yield local.scheduler_address


@contextmanager
def a_worker(
    scheduler: str, folder: Path, *options: str, python: str = sys.executable, **surroundings: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a worker in a process and an empty folder of its own, and wait until the scheduler has it."""
    folder.mkdir()
    own = ["--nthreads=1", "--no-nanny", "--no-dashboard", "--memory-limit=0", "--host=127.0.0.1", *options]
    command = [python, "-m", "distributed.cli.dask_worker", scheduler, *own, "--local-directory=scratch"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | surroundings
    log = folder / "worker.log"
    with log.open("wb") as written:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=written, stderr=written)
    try:
        while b"Registered to" not in log.read_bytes() and process.poll() is None:
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for_the_end(process: int) -> None:
    """Return when a process is gone, or is only waited for."""
    for _ in range(1_000):
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
            os.kill(process, 0)
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.02)
    raise AssertionError(process)
