"""Go on with a run that was ended before its end, if what it measured is still the same.

Pure: two runs in, what differs between them in words.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.errors import BenchError
from bench.model import Implementation, Run


def continued(stored: Run, blank: Run, folder: Path) -> Run:
    """Return the run that goes on: today's, with the stored plan.

    Args:
        stored: as the folder holds it.
        blank: what the same command line comes to today, without samples.
        folder: named in the error.

    Raises:
        BenchError: if something differs, naming all that does.
    """
    found = list(differences(stored, blank))
    if found:
        raise BenchError(f"{folder} cannot be resumed: {'; '.join(found)}.", "Start a new run.")
    return replace(blank, plan=stored.plan)


def differences(stored: Run, now: Run) -> Iterator[str]:
    """Yield what differs between two runs in data, implementations, interpreters or environments."""
    for name, dataset in stored.data.items():
        other = now.data.get(name)
        if other is None or other.sha256 != dataset.sha256:
            yield f"the data {name} is not the same"
    yield from _changed_files(stored, now)
    for name, locked in stored.environments.items():
        if now.environments.get(name) != locked:
            yield f"the environment {name} is not the same"
    if set(stored.plan.cells) != set(now.plan.cells):
        missing = set(stored.plan.cells) ^ set(now.plan.cells)
        yield f"it has other rows: {', '.join(sorted({cell.implementation for cell in missing}))}"


def _changed_files(stored: Run, now: Run) -> Iterator[str]:
    today = {_key(item): item.sha256 for item in now.implementations}
    for item in stored.implementations:
        if today.get(_key(item), item.sha256) != item.sha256:
            yield f"the implementation {item.workload}/{item.name} was changed"
    for name, workload in stored.workloads.items():
        if name in now.workloads and now.workloads[name].sha256 != workload.sha256:
            yield f"the workload {name} was changed"


def _key(item: Implementation) -> tuple[str, str, str]:
    return item.workload, item.name, item.origin
