"""The commands that start workers, for those who read what a cluster lacks."""

import platform
from collections.abc import Sequence

from bench.host import code
from bench.model import commands


def command(address: str, *options: str) -> str:
    """Return what starts a worker where the libraries of Leanlines are.

    Args:
        address: of the scheduler.
        options: of the worker.
    """
    return commands.shell("dask", "worker", address, *options)


def with_libraries(address: str, *options: str, further: Sequence[str] = ()) -> str:
    """Return what starts one by uv, whatever is installed there, with the releases of libraries that are here.

    Args:
        address: of the scheduler.
        options: of the worker.
        further: names of further libraries that it needs.
    """
    python = ".".join(platform.python_version_tuple()[:2])
    libraries = commands.each("--with", code.libraries(further))
    run = commands.shell("uv", "run", "--no-project", "--python", python, *libraries)
    return f"{run} {command(address, *options)}"
