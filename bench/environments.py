"""Give each set of requirements and interpreter an environment of exactly these, made once by uv and kept.

A measured process sees the standard library and what its file asked for: neither the libraries of the harness nor what
else happens to be installed in the interpreter. Files that need the same share an environment.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from uv import find_uv_bin

from bench import cache
from bench.errors import BenchError, UsageError

_COMPLETE: Final = "leanlines.json"
_TELL: Final = "import json, platform, sys; print(json.dumps([platform.python_version(), sys.implementation.name]))"
_OLDEST: Final = (3, 10)


class MissingDependencyError(BenchError):
    """A requirement cannot be had; the row says so and the others go on."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python to measure with.

    Args:
        path: its executable.
        version: such as `3.11.7`, or `pypy 3.10.14`.
    """

    path: Path
    version: str


@dataclass(frozen=True, slots=True)
class Environment:
    """An interpreter together with installed requirements.

    Args:
        id: the key of `Run.environments`.
        python: the executable to start.
        locked: what is installed, each as `name==version`.
    """

    id: str
    python: Path
    locked: tuple[str, ...]


def own_interpreter() -> Interpreter:
    """Return the Python that the harness itself runs on, without the harness's libraries."""
    return _describe(Path(getattr(sys, "_base_executable", sys.executable)))


def find_interpreter(wanted: str) -> Interpreter:
    """Find a Python by version or path among those that the machine has.

    Raises:
        UsageError: if there is none, or it is older than 3.10.
    """
    search = _uv("python", "find", "--no-python-downloads", "--system", wanted)
    if search.returncode:
        raise UsageError(
            f"No Python '{wanted}' was found on this machine.",
            "Install it, or give --python the path of one; `uv python list` shows what there is.",
        )
    return _describe(Path(search.stdout.strip()))


def prepare(requirements: Sequence[str], interpreter: Interpreter) -> Environment:
    """Return an environment that holds exactly these requirements; it is made on the first call.

    Raises:
        MissingDependencyError: if a requirement cannot be installed; the hint is the command that tries it by hand.
    """
    wanted = sorted(set(requirements))
    key = hashlib.sha256(json.dumps([wanted, str(interpreter.path), interpreter.version]).encode()).hexdigest()[:12]
    folder = cache.folder("environments") / key
    with _locked(folder):
        if not (folder / _COMPLETE).exists():
            shutil.rmtree(folder, ignore_errors=True)
            _install(folder, wanted, interpreter)
        locked = json.loads((folder / _COMPLETE).read_text())
    name = f"python-{interpreter.version.replace(' ', '-')}" + (f"-{key}" if wanted else "")
    return Environment(name, folder / "bin" / "python", tuple(locked))


def _install(folder: Path, wanted: list[str], interpreter: Interpreter) -> None:
    made = _uv("venv", "--no-project", "--python", str(interpreter.path), str(folder))
    if made.returncode:
        raise MissingDependencyError(f"no environment could be made for {interpreter.version}: {_last(made.stderr)}")
    python = str(folder / "bin" / "python")
    if wanted:
        command = ("pip", "install", "--python", python, *wanted)
        done = _uv(*command)
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            shown = " ".join(["uv", "pip", "install", *(f"'{each}'" for each in wanted)])
            raise MissingDependencyError(f"{_last(done.stderr)}; to try it by hand: {shown}")
    frozen = _uv("pip", "freeze", "--python", python).stdout.split()
    (folder / _COMPLETE).write_text(json.dumps(frozen))


def _uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run uv without this project's settings and without a prompt."""
    settings = {"UV_NO_PROGRESS": "1", "UV_NO_CONFIG": "1"}
    inherited = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    return subprocess.run(
        [find_uv_bin(), *arguments],
        env=inherited | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _describe(path: Path) -> Interpreter:
    try:
        told = subprocess.run([path, "-I", "-c", _TELL], capture_output=True, text=True, check=True, timeout=30)
        version, name = json.loads(told.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise UsageError(f"{path} is not a working Python.", "Give --python a version or an executable.") from error
    if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST:
        raise UsageError(f"Python {version} is too old to measure with.", "The oldest is 3.10.")
    return Interpreter(path, version if name == "cpython" else f"{name} {version}")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one harness at a time make an environment."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _last(text: str) -> str:
    """Return what a tool said last, on one line, without colour."""
    ascii_only = text.encode("ascii", "ignore").decode()  # without the arrows and corners that uv draws
    lines = [line.strip() for line in ascii_only.splitlines() if line.strip()]
    return " ".join(lines[-2:])[:400] or "no reason was given"
