"""Run uv, which installs; it can be stopped, for it may take minutes and serves threads that nobody can interrupt."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from uv import find_uv_bin

from bench.model.errors import BenchError

# The last would have it put bytecode where no measured process looks, so that each compiles its libraries again.
_LEFT_OUT: Final = frozenset({"VIRTUAL_ENV", "PYTHONPATH", "PYTHONPYCACHEPREFIX"})

# Runs a program that ends, with all that it starts, when the pipe that was its input does: this process holds the other
# end, so uv outlives no harness that is killed.
_LIFELINE: Final = 'exec 3<&0 </dev/null; (read -r _ <&3; kill -9 0) >/dev/null 2>&1 & exec "$0" "$@" 3<&-'

Installation = subprocess.Popen[str]


@dataclass(slots=True)
class _Running:
    lock: Lock = field(default_factory=Lock)
    processes: set[Installation] = field(default_factory=set)
    stopped: bool = False


_running: Final = _Running()


def uv(*arguments: str, further: Sequence[str] = (), active: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run uv without this project's settings and without a prompt.

    Args:
        arguments: what it is called with.
        further: folders that come last in its search path.
        active: the environment that is the active one.

    Raises:
        BenchError: if installing was stopped.
    """
    environment = {"VIRTUAL_ENV": str(active)} if active else {}
    with ExitStack() as opened:
        lifeline, held = os.pipe()
        opened.callback(os.close, held)
        with os.fdopen(lifeline):
            process = _start([find_uv_bin(), *arguments], further, environment, lifeline)
        opened.callback(_running.processes.discard, process)
        opened.callback(_end, process)
        out, err = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def stop() -> None:
    """End what runs, and let nothing begin any more."""
    with _running.lock:
        _running.stopped = True
        for process in tuple(_running.processes):
            _end(process)


def is_stopped() -> bool:
    """Return whether nothing is to be installed any more."""
    return _running.stopped


def _start(
    command: Sequence[str], further: Sequence[str], environment: Mapping[str, str], lifeline: int
) -> Installation:
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *further])
    settings = {"UV_NO_PROGRESS": "1", "UV_NO_CONFIG": "1", "PATH": path}
    inherited = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    with _running.lock:
        if _running.stopped:
            raise BenchError("The installation was stopped.")
        process = subprocess.Popen(
            ["/bin/sh", "-c", _LIFELINE, *command],
            env={**inherited, **settings, **environment},
            stdin=lifeline,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # whatever uv starts to build a package ends with it
        )
        _running.processes.add(process)
        return process


def _end(process: Installation) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
