"""What a measured process can see where it has a view of its own (`bench.measured.sandbox.view`).

The system, the interpreter and the user's files stay visible, read-only. Folders for temporary files are its own, since
what others keep there may be an answer: the harness's own scratch above all. Caches are empty but for what it needs.
"""

import functools
import os
import pwd
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
        "hidden": sorted({*_default_caches(), os.path.realpath(cache.folder())}),
        "shown": [named[str(path)] for path in readable],
        "writable": [named[str(path)] for path in changeable],
        "links": {name: path for name, path in named.items() if name != path},
        "disks": _disks(),
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
def _disks() -> list[str]:
    """Return the block devices that this user may write to: of root all, of others none."""
    found = (Path(folder, name) for folder, _, names in os.walk("/dev") for name in names)
    return [str(path) for path in found if _is_disk(path) and os.access(path, os.W_OK)]


def _is_disk(path: Path) -> bool:
    """Return whether it is a block device: what other programs keep in /dev/shm may go at any moment."""
    try:
        return stat.S_ISBLK(path.lstat().st_mode)
    except OSError:
        return False


@functools.cache
def _default_caches() -> frozenset[str]:
    """Return where the caches of all users lie by default: what one of them made may be the answer for another."""
    homes = {each.pw_dir for each in pwd.getpwall()}
    with suppress(RuntimeError):
        homes.add(str(Path.home()))
    return frozenset(os.path.realpath(Path(home) / ".cache" / "leanlines") for home in homes)
