"""`python -m bench lock`: pin what implementations need, by hash, in a file beside each."""

from bench.cli.options import Chosen
from bench.inputs import catalogue, declared, script_metadata, selection
from bench.terminal import console


def lock(asked: Chosen) -> int:
    """Write the lock of each implementation that was asked for and needs a library; return the exit code.

    Raises:
        BenchError: if there is no such implementation, or a lock cannot be made.
    """
    found = catalogue.catalogue(asked.impls, asked.workload[0] if len(asked.workload) == 1 else "")
    chosen = selection.workloads(found, asked.workload or ("all",))
    for item in selection.implementations(found, chosen, asked.impl, with_requirements=True):
        if item.requires and not item.problem:
            path = found.path(item.workload, item.name, item.origin)
            console.say(str(declared.lock(script_metadata.read(found.files[item.sha256]), path)))
    return 0
