"""`python -m bench list`: workloads and implementations, one per line."""

from collections.abc import Sequence

from bench.cli.options import ListOptions
from bench.inputs import catalogue, selection
from bench.inputs.catalogue import Catalogue
from bench.model import commands
from bench.model.types import Workload
from bench.terminal import console


def show(asked: ListOptions) -> int:
    """Print what there is of what was asked for, and return the exit code."""
    wanted = asked.workload or ("all",)
    found = catalogue.catalogue(asked.impls, wanted[0] if len(wanted) == 1 else "")
    show_catalogue(found, selection.workloads(found, wanted), with_requirements=asked.all)
    return 0


def show_catalogue(found: Catalogue, workloads: Sequence[Workload], *, with_requirements: bool) -> None:
    """Print workloads and implementations, a line each, with why one is not measured unless asked for."""
    for workload in workloads:
        console.say(f"{workload.name}: {workload.title}")
        hidden = 0
        for item in found.of(workload.name):
            if item.requires and not with_requirements:
                hidden += 1
                continue
            needs = f" (needs {', '.join(item.requires)}; --all)" if item.requires else ""
            problem = f" (cannot be measured: {item.problem})" if item.problem else ""
            mark = " (baseline)" if item.name == workload.baseline else ""
            console.say(f"    {item.name:28} {item.title}{mark}{needs}{problem}")
        if hidden:
            console.say(
                f"    and {hidden} more that need libraries: {commands.typed('bench list', '--all', *found.given)}"
            )
