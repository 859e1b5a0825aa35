"""Measure a matrix on three machines of a cluster, kill one in a round, and say what that cost.

`python -m tests.studies.cluster_matrix` has six implementations, two sizes and two Pythons measured, each Python on two
of three workers, which run in an empty folder here and each pretend a kernel of their own. When the first of them has
measured a round, the one that measures is killed, and another is started on its machine.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

import psutil

from bench.cli.cluster import START
from bench.host.files import PARTIAL
from bench.model.types import Instrument, Run, Sample
from bench.results import result_file
from bench.session.cluster.here import PRETENDED
from tests.studies import command
from tests.studies.children import StudyProcess

IMPLEMENTATIONS: Final = "readlines_objects,generator_chain,bytes_blocks,counter_lines,slots_iterator,regex_blocks"
MATRIX: Final = ("--impl", IMPLEMENTATIONS, "--sizes", "10k,20k", "--python", "3.11,3.13", "--machines", "2")
MACHINES: Final = 3
NOTHING_ELSE: Final[Mapping[str, str]] = MappingProxyType({})
PATIENCE: Final = 120.0  # seconds for a scheduler to be there


@dataclass
class StudyCluster:
    """A scheduler and workers on this machine.

    Args:
        folder: of all that they write.
        scheduler: its process.
        address: of the scheduler.
        workers: number of the machine -> its worker.
    """

    folder: Path
    scheduler: StudyProcess[bytes]
    address: str
    workers: dict[int, StudyProcess[bytes]] = field(default_factory=dict)

    def start(
        self,
        machine: int,
        options: Sequence[str] = START,
        python: str = sys.executable,
        surroundings: Mapping[str, str] = NOTHING_ELSE,
    ) -> None:
        """Start a worker on a machine: somewhere without our code, and with a cache of its own."""
        place = self.folder / f"machine-{machine}"
        place.mkdir(exist_ok=True)
        pretended = {PRETENDED: f"kernel {machine}", "LEANLINES_CACHE": str(place / "cache")}
        command = [python, "-m", "dask", "worker", self.address, *options, "--no-dashboard"]
        local = ("--local-directory", str(place))
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        self.workers[machine] = _start([*command, *local], place, inherited | pretended | dict(surroundings))

    def kill_one(self, spent: float = 0.0) -> int:
        """Kill a worker that is at work, and return which machine that was on.

        Args:
            spent: processor seconds that what it works on has taken by then.
        """
        while True:
            for machine, worker in self.workers.items():
                if any(each >= spent for each in _spent(worker)):
                    worker.send_signal(signal.SIGKILL)
                    worker.wait()
                    return machine
            time.sleep(0.1)

    def lose_one(self, when: Callable[[], bool]) -> int:
        """Kill a worker with all that it has started, as a loss of power would; return which machine that was on.

        Args:
            when: tells whether the moment has come.
        """
        while not when():
            time.sleep(0.1)
        machine, worker = next(iter(self.workers.items()))
        for process in psutil.Process(worker.pid).children(recursive=True):
            process.kill()
        worker.kill()
        worker.wait()
        return machine

    def end(self) -> None:
        """End the workers."""
        for worker in self.workers.values():
            _end(worker)


def _start(command: Sequence[str], place: Path, surroundings: dict[str, str] | None = None) -> StudyProcess[bytes]:
    return StudyProcess(command, cwd=place, env=surroundings, stderr=subprocess.DEVNULL)


def _spent(worker: StudyProcess[bytes]) -> Iterator[float]:
    """Yield the processor seconds of each program that a worker has started and that still runs."""
    for child in psutil.Process(worker.pid).children():
        with suppress(psutil.NoSuchProcess):
            yield sum(child.cpu_times()[:2])


def _end(process: StudyProcess[bytes]) -> None:
    process.terminate()
    process.wait()


@contextmanager
def cluster(machines: int, folder: Path | None = None) -> Iterator[StudyCluster]:
    """Start a scheduler and a worker on each of so many machines, and end them.

    Args:
        machines: how many.
        folder: of all that they write, which stays; a new one is removed in the end.
    """
    with ExitStack() as opened:
        folder = folder or Path(opened.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        file = folder / "scheduler.json"
        file.unlink(missing_ok=True)
        where = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        scheduler = _start([sys.executable, "-m", "dask", "scheduler", *where], folder)
        opened.callback(_end, scheduler)
        limit = time.monotonic() + PATIENCE
        while not file.exists() and time.monotonic() < limit:
            time.sleep(0.1)
        started = StudyCluster(folder, scheduler, json.loads(file.read_text())["address"])
        opened.callback(started.end)
        for machine in range(1, machines + 1):
            started.start(machine)
        yield started


def measure(started: StudyCluster) -> tuple[int, int, Run]:
    """Measure the matrix; return the exit code, the machine whose worker was killed, and the result."""
    out = started.folder / "out"
    words = ("run", *MATRIX, "--rounds", "2", "--cluster", started.address, "--out", str(out))
    bench = StudyProcess([sys.executable, "-m", "bench", *words], stderr=subprocess.PIPE, text=True)
    killed = 0
    for line in bench.stderr or ():
        print(line, end="", flush=True)
        if not killed and "timing" in line:
            killed = started.kill_one()
            started.start(killed)
    return bench.wait(), killed, result_file.read(next(out.iterdir()))


def overlaps(samples: Sequence[Sample]) -> int:
    """Return how many measured processes of a machine began before the one before them had ended."""
    spans = []
    for sample in samples:
        if sample.started and "process_seconds" in sample.values:
            begun = datetime.fromisoformat(sample.started)
            spans.append((begun, begun + timedelta(seconds=sample.values["process_seconds"].value)))
    return sum(after[0] < before[1] - timedelta(milliseconds=1) for before, after in pairwise(sorted(spans)))


def remaining(folder: Path, word: str = "") -> Iterator[int]:
    """Yield the processes that still work in a folder, of whichever parent; of those only that have a word, if any."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            words = process.cmdline()
            if str(folder) in " ".join([process.cwd(), *words]) and word in " ".join(words):
                yield process.pid


def study() -> None:
    """Measure the matrix, and say what was lost."""
    with cluster(MACHINES) as started:
        code, killed, run = measure(started)
        left = [path for path in started.folder.rglob(f"*{PARTIAL}") if "cache" not in path.parts]
        samples = [sample for row in run.outcomes for sample in row.samples]
        of_machine = {name: [each for each in samples if each.machine == name] for name in run.pooled}
        rounds = Counter((sample.machine, sample.cell) for sample in samples if sample.instrument is Instrument.TIMING)
    print(
        f"\nexit code {code}; the worker of machine {killed} was killed; result {'whole' if run.ended else 'not whole'}"
    )
    print(
        f"rounds of each case on each machine: {sorted(Counter(rounds.values()).items())} (rounds, how many have them)"
    )
    for name, measured in of_machine.items():
        print(f"{name}: {len(measured)} processes, {overlaps(measured)} began before the one before them had ended")
    print(f"unfinished files: {len(left)}; processes left: {len(list(remaining(started.folder)))}")


if __name__ == "__main__":
    command.parser(__doc__).parse_args()
    study()
