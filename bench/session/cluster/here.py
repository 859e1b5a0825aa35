"""What the machine is on which a worker of a cluster runs, and that it measures one thing at a time."""

import hashlib
import os
import platform
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bench.analysis.machines import words
from bench.host import code, locks, machine
from bench.model.errors import BenchError
from bench.model.release import VERSION
from bench.session.cluster import given

KERNEL: Final = "kernel"
"""The fact by which workers on one machine are known."""

KIND: Final = "kind"
PYTHON: Final = "Python"
PRETENDED: Final = "LEANLINES_KERNEL"  # the environment variable by which a test has several machines
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_PATIENCE: Final = 60.0  # seconds for the child of a killed worker to end


def needs(folders: Sequence[Path] = ()) -> dict[str, str]:
    """Return what has to be the same on every machine of a run.

    Args:
        folders: of implementations outside the checkout.
    """
    return {"its release": VERSION, "its code": code.digest(given.places(folders))}


def facts(folders: Sequence[Path] = ()) -> dict[str, str]:
    """Return that of this machine, and what tells it from others.

    Args:
        folders: as in `needs`.
    """
    kind = words.machine_kind(machine.describe())
    return {**needs(folders), KERNEL: kernel(), KIND: kind, PYTHON: platform.python_version()}


def kernel() -> str:
    """Return what all processes on one running kernel have in common, whatever container they are in; never published.

    Raises:
        BenchError: if this system does not say.
    """
    try:
        told = os.environ.get(PRETENDED) or _BOOT.read_text()
    except OSError as error:
        raise BenchError(f"{_BOOT} cannot be read, so it is unknown what else measures on this machine.") from error
    return hashlib.sha256(told.strip().encode()).hexdigest()[:16]


@contextmanager
def measuring_alone(patience: float = _PATIENCE) -> Iterator[None]:
    """Keep every other benchmark of a cluster from this machine.

    A worker that was killed may have left a child which still measures; it ends within seconds.

    Args:
        patience: seconds to wait for it.

    Raises:
        BenchError: if the machine stays busy.
    """
    path = Path(tempfile.gettempdir()) / f"leanlines-measuring-{os.getuid()}-{kernel()}.lock"
    end = time.monotonic() + patience
    held = locks.wait_for(path, lambda: time.monotonic() > end)
    if held is None:
        raise BenchError("Another benchmark is measuring on this machine.", "Wait until it has ended.")
    with held:
        try:
            yield
        finally:
            with suppress(OSError):
                path.unlink()
