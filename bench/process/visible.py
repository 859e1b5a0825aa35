"""What a measured process can see where it has a view of its own (`bench.measured.sandbox.view`).

The system, the interpreter and the user's files stay visible, read-only. Folders for temporary files are its own, since
what others keep there may be an answer: the harness's own scratch above all. Caches are empty but for what it needs.
"""

import functools
import os
import pwd
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from bench.host.cache import cache
from bench.process import worker_kit
from bench.process.job import Job

TEMPORARY: Final = ("/tmp", "/var/tmp")  # noqa: S108  looked at, not written to
LINKS: Final = 40  # as many as the kernel follows
DEVICES: Final = Path("/dev")
SERVICES: Final = Path("/run")
SESSIONS: Final = "user"  # below that: whatever serves a user who is logged in, and can start a program for him
PASSED_OVER: Final = (SESSIONS, "resolve", "nscd")
DEEPEST: Final = 3  # folders in each other
COMPUTING: Final = re.compile(r"(dri|accel|nvidia-caps)/.+|nvidia.*|kfd|dxg")
EVERYBODY: Final = stat.S_IROTH | stat.S_IWOTH
_LIBRARIES: Final = ("LD_LIBRARY_PATH",)


def to_job(sandbox: Path, job: Job) -> dict[str, Any]:
    """Return the monitor's orders for the view of a process.

    Args:
        sandbox: its private folder, which does not exist yet.
        job: what it is to do.
    """
    sources = [source for source in job.sources if isinstance(source, Path)]
    library = [Path(str(folder)) for name, folder in job.options.items() if name == "library"]
    shown = [*interpreter(job.python.absolute()), worker_kit.folder(job.python), job.module, *library, *sources]
    return orders(sandbox, shown, job.limits.memory, [*job.writable, *([job.answers] if job.answers else [])])


def orders(sandbox: Path, shown: Iterable[Path], memory: int, writable: Iterable[Path] = ()) -> dict[str, Any]:
    """Return the orders for a view that shows these files and folders whatever they lie in.

    Args:
        sandbox: the private folder of the process.
        shown: what it can read.
        memory: bytes that its /dev/shm may hold.
        writable: folders that it can write to as well.
    """
    readable, changeable = [path.absolute() for path in shown], [path.absolute() for path in writable]
    named = {str(path): os.path.realpath(path) for path in (sandbox, *readable, *changeable)}
    return {
        "sandbox": named[str(sandbox)],
        "temporary": sorted(_temporary()),
        "hidden": sorted({*_default_caches(), os.path.realpath(cache.folder()), os.path.realpath(SERVICES / SESSIONS)}),
        "shown": [named[str(path)] for path in readable],
        "writable": [named[str(path)] for path in changeable],
        "links": {name: path for name, path in named.items() if name != path},
        "devices": _devices(),
        "sockets": _sockets(),
        "memory": memory,
    }


def interpreter(python: Path) -> Iterator[Path]:
    """Yield an environment and the folders of the interpreter that it is based on; links may lead there in steps."""
    libraries = [folder for name in _LIBRARIES for folder in os.environ.get(name, "").split(os.pathsep)]
    yield from (Path(folder) for folder in libraries if folder)
    for _ in range(LINKS):
        yield python.parent.parent
        try:
            python = python.parent / python.readlink()
        except OSError:  # it is no link, or lies where this user may not look
            return


def _temporary() -> set[str]:
    """Return the folders for temporary files; the root of the system is none, whatever TMPDIR says."""
    places = {os.path.realpath(place) for place in (*TEMPORARY, tempfile.gettempdir()) if Path(place).is_dir()}
    return places - {"/"}


@functools.cache
def _sockets() -> list[str]:
    """Return the sockets of services, but for those that tell addresses; what lies deeper is of containers."""
    found: list[Path] = []
    for folder, below, names in os.walk(SERVICES):
        here = Path(folder)
        found += [here / name for name in names if stat.S_ISSOCK(_mode(here / name))]
        is_deep = len(here.relative_to(SERVICES).parts) >= DEEPEST
        below[:] = [] if is_deep else [name for name in below if name not in PASSED_OVER]
    return sorted(map(str, found))


@functools.cache
def _devices() -> list[str]:
    """Return the devices that programs need: those that everybody may use, and what this user may compute with."""
    found = (Path(folder, name) for folder, _, names in os.walk(DEVICES) for name in names)
    return sorted(str(path) for path in found if _is_needed(path))


def _is_needed(path: Path) -> bool:
    """Return whether it is such a device; of terminals a process has its own."""
    mode = _mode(path)
    if not stat.S_ISCHR(mode) or path.name == "ptmx":
        return False
    computes = COMPUTING.fullmatch(path.relative_to(DEVICES).as_posix()) and os.access(path, os.R_OK | os.W_OK)
    return mode & EVERYBODY == EVERYBODY or bool(computes)


def _mode(path: Path) -> int:
    """Return the kind and the permissions of a file; 0 if it is gone, as what others keep in /dev/shm at any moment."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


@functools.cache
def _default_caches() -> frozenset[str]:
    """Return where the caches of all users lie by default: what one of them made may be the answer for another."""
    homes = {each.pw_dir for each in pwd.getpwall()}
    with suppress(RuntimeError):
        homes.add(str(Path.home()))
    return frozenset(os.path.realpath(Path(home) / ".cache" / "leanlines") for home in homes)
