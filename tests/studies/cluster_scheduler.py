"""Kill the scheduler of a cluster while two machines measure, and resume: `python -m tests.studies.cluster_scheduler`.

Then the same with the process that was typed. Each is killed when a round has been measured; what it leaves is resumed
with another scheduler and other workers, which have the caches of the machines.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from bench.results import result_file
from tests.studies import command
from tests.studies.children import StudyProcess
from tests.studies.cluster_matrix import StudyCluster, cluster, remaining

MACHINES: Final = 2
RUN: Final = ("--impl", "readlines_objects,generator_chain", "--lines", "20k", "--sizes", "20k", "--rounds", "4")
PYTHONS: Final = ("--python", "3.11,3.13")
MOST: Final = 30.0  # seconds for what a killed process started to end


def bench(*words: str) -> StudyProcess[str]:
    """Start a run, whose standard error is read."""
    return StudyProcess([sys.executable, "-m", "bench", "run", *words], stderr=subprocess.PIPE, text=True)


def interrupted(started: StudyCluster, out: Path, *, client: bool) -> tuple[int, list[str]]:
    """Kill a run in its rounds, or its scheduler; return its exit code and what it said after that."""
    run = bench(*RUN, *PYTHONS, "--cluster", started.address, "--out", str(out))
    said: list[str] = []
    is_killed = False
    for line in run.stderr or ():
        said.append(line)
        if not is_killed and "timing" in line:
            (run if client else started.scheduler).kill()
            said.clear()
            is_killed = True
    return run.wait(), said


def study(*, client: bool) -> None:
    """Kill one of them, say what was kept, and resume."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        out = folder / "out"
        with cluster(MACHINES, folder) as started:
            code, said = interrupted(started, out, client=client)
            until = time.monotonic() + MOST
            while (left := _measuring(folder)) and time.monotonic() < until:
                time.sleep(0.5)
        print(f"{'the client' if client else 'the scheduler'} was killed: exit code {code}, said:", *said)
        print(f"programs of workers that still measure after {MOST:.0f} seconds at most: {left}")
        (run,) = out.iterdir()
        with cluster(MACHINES, folder) as started:
            resumed = bench("--resume", str(run), "--cluster", started.address)
            _, errors = resumed.communicate()
        print(f"resumed with exit code {resumed.returncode}:\n{errors}")
        found = result_file.read(run)
        rounds = {len({each.round for each in row.samples if each.round is not None}) for row in found.outcomes}
        print(f"result: {'whole' if found.ended else 'not whole'}, rounds of its cases: {sorted(rounds)}\n", flush=True)


def _measuring(folder: Path) -> int:
    return len([*remaining(folder / "machine-1", "unit-task"), *remaining(folder / "machine-2", "unit-task")])


if __name__ == "__main__":
    command.parser(__doc__).parse_args()
    study(client=False)
    study(client=True)
