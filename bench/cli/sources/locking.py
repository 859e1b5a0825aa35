"""`python -m bench lock`: pin what implementations need, by hash, in a file beside each."""

from collections.abc import Sequence
from typing import Final

from bench.cli.sources.options import LockOptions
from bench.inputs import catalogue, declared, selection
from bench.inputs.sources import script_metadata
from bench.model.errors import BenchError
from bench.model.paths import CHECKOUT, INSTALLED
from bench.terminal import console

SHOWN: Final = 3


def lock(asked: LockOptions) -> int:
    """Write the lock of each implementation that was asked for and needs a library; return the exit code.

    Those that were installed have theirs, and no other files are written.

    Raises:
        BenchError: if there is no such implementation, or a lock cannot be made.
    """
    found = catalogue.catalogue(asked.impls, asked.workload[0] if len(asked.workload) == 1 else "")
    chosen = selection.workloads(found, asked.workload or ("all",))
    passed_over, locked = [], 0
    for item in selection.implementations(found, chosen, asked.impl, with_requirements=True):
        if item.requires and not item.problem:
            path = found.path(item.workload, item.name, item.origin)
            if INSTALLED and path.is_relative_to(CHECKOUT):
                passed_over.append(f"{item.workload}/{item.name}")
                continue
            locked += 1
            console.say(str(declared.lock(script_metadata.read(found.files[item.sha256]), path)))
    if passed_over and not locked:
        raise BenchError(
            f"{_some(passed_over)} came with Leanlines, with its lock files.",
            "Name a folder of your own: --impls DIR",
        )
    return 0


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"
