"""Say what becomes of workers that cannot measure: `python -m tests.studies.cluster_workers`, as root on Linux.

Two of nine workers can. The others have another Python, another Dask, no library of ours, no slot, the kernel of one
that can, a full disk, or no package registry. Two sections are measured on two machines each, so every worker that is
not named at once is given something. Environments are made by uv, and the full disk is a file system of its own.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

import psutil

from bench.cli.cluster import START
from bench.inputs.pythons import interpreters
from bench.session.cluster.here import PRETENDED
from tests.studies import command
from tests.studies.children import StudyProcess, call
from tests.studies.cluster_matrix import StudyCluster, cluster

MATRIX: Final = ("--impl", "readlines_objects,duckdb_sql", "--lines", "10k", "--sizes", "10k", "--python", "3.11,3.13")
OTHER_DASK: Final = "2025.5.0"
GOOD: Final = ("one that can", "another that can")
NO_REGISTRY: Final = "http://127.0.0.1:9/simple"


def environment(folder: Path, python: str, dask: str) -> str:
    """Make an environment with Dask alone, and return its Python."""
    uv = (sys.executable, "-m", "uv")
    found = str(interpreters.find_interpreter(python).path)
    call([*uv, "venv", "-q", "--python", found, str(folder)])
    own = str(folder / "bin" / "python")
    call([*uv, "pip", "install", "-q", "--python", own, f"distributed=={dask}", f"dask=={dask}"])
    return own


@contextmanager
def full_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk that is soon full."""
    folder.mkdir()
    call(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)])
    try:
        yield folder
    finally:
        call(["umount", str(folder)])


def start(started: StudyCluster, full: Path) -> Iterator[str]:
    """Start all workers, and yield what each is, in their order."""
    folder, own = started.folder, f"{sys.version_info.major}.{sys.version_info.minor}"
    here = version("distributed")
    for name in GOOD:
        yield name
        started.start(len(started.workers) + 1)
    yield "on the kernel of one that can"
    started.start(3, surroundings={PRETENDED: "kernel 1"})
    yield "without the slot"
    started.start(4, options=[option for option in START if option not in {"--resources", "bench=1"}])
    yield "another Python"
    started.start(5, python=environment(folder / "python", "3.13" if own == "3.12" else "3.12", here))
    yield "another Dask"
    started.start(6, python=environment(folder / "dask", own, OTHER_DASK))
    yield "without our libraries"
    started.start(7, python=environment(folder / "bare", own, here))
    yield "a full disk"
    started.start(8, surroundings={"LEANLINES_CACHE": str(full / "cache")})
    yield "no package registry"
    unreached = {"UV_DEFAULT_INDEX": NO_REGISTRY, "PIP_INDEX_URL": NO_REGISTRY, "UV_CACHE_DIR": str(folder / "none")}
    started.start(9, surroundings=unreached)


def addresses(worker: StudyProcess[bytes]) -> set[str]:
    """Return where a worker listens: one of these is its address."""
    found = psutil.Process(worker.pid).net_connections("tcp")
    return {f"tcp://127.0.0.1:{each.laddr.port}" for each in found if each.status == psutil.CONN_LISTEN}


def study() -> None:
    """Measure, and say of each worker what was said of it."""
    with ExitStack() as opened:
        started = opened.enter_context(cluster(0))
        full = opened.enter_context(full_disk(started.folder / "full"))
        names = list(start(started, full))
        workers = list(started.workers.values())
        words = ("run", *MATRIX, "--rounds", "2", "--machines", "2")
        where = ("--cluster", started.address, "--out", str(started.folder / "out"))
        bench: StudyProcess[str] = StudyProcess(
            [sys.executable, "-m", "bench", *words, *where], stderr=subprocess.PIPE, text=True
        )
        _, complaint = bench.communicate()
        known = {place: name for name, worker in zip(names, workers, strict=True) for place in addresses(worker)}
        started.end()
        started.workers.clear()
        shutil.rmtree(full / "cache", ignore_errors=True)
    for line in complaint.splitlines():
        found = [name for place, name in known.items() if f"worker {place} " in line]
        print(f"{found[0] if found else '-'}: {line}")
    said = {name for place, name in known.items() if f"worker {place} " in complaint}
    print(f"\nexit code {bench.returncode}; named: {len(said)} of {len(names)}; not named: {sorted({*names} - said)}")


if __name__ == "__main__":
    command.parser(__doc__).parse_args()
    if os.getuid() != 0:
        raise SystemExit("Only root can mount a disk that is full.")
    study()
