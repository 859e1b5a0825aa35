"""Say whether two runs measure the same, so that one may go on with the other or be held to it.

Pure: two runs in, what differs between them in words.
"""

from collections.abc import Iterator

from bench.errors import BenchError
from bench.model import Implementation, Run


def require_same(stored: Run, begun: Run, name: str) -> None:
    """Refuse to go on with an older run, or to measure it again, if it was not the same.

    Args:
        stored: the older run.
        begun: what the same command line comes to today, before its first sample.
        name: of the older run, for the error.

    Raises:
        BenchError: if something differs, naming all that does.
    """
    found = list(differences(stored, begun))
    if found:
        raise BenchError(f"{name} was measured on something else: {'; '.join(found)}.", "Start a new run.")


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
    pythons = [{cell.interpreter for cell in run.plan.cells} for run in (stored, now)]
    if pythons[0] != pythons[1]:
        yield f"Python is {' and '.join(sorted(pythons[1]))} instead of {' and '.join(sorted(pythons[0]))}"
    elif missing := set(stored.plan.cells) ^ set(now.plan.cells):
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
