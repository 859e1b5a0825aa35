"""`python -m bench list`: workloads and implementations, one per line."""

from collections.abc import Iterable, Sequence

from msgspec import convert

from bench.cli.sources.options import ListOptions
from bench.inputs import catalogue, selection
from bench.inputs.catalogue import Catalogue
from bench.model import commands, formatting
from bench.model.types import Implementation, Workload
from bench.terminal import console, documents
from bench.terminal.documents import ListDocument, ListedImplementation, ListedWorkload


def show(asked: ListOptions, *, as_document: bool = False) -> int:
    """Print the requested implementations, as text or JSON, and return the exit code."""
    wanted = asked.workload or ("all",)
    found = catalogue.catalogue(asked.impls, wanted[0] if len(wanted) == 1 else "")
    workloads = selection.workloads(found, wanted)
    if as_document:
        documents.write(ListDocument(workloads=tuple(_plain(each, found.of(each.name)) for each in workloads)))
    else:
        show_catalogue(found, workloads, with_requirements=asked.all)
    return 0


def _plain(workload: Workload, items: Iterable[Implementation]) -> ListedWorkload:
    return ListedWorkload(
        name=workload.name,
        title=workload.title,
        source=workload.source,
        size=workload.size,
        baseline=workload.baseline,
        implementations=convert(list(items), tuple[ListedImplementation, ...], from_attributes=True),
    )


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
            need = formatting.verb(hidden, "needs", "need")
            everything = commands.typed("bench list", "--all", *found.given)
            console.say(f"    and {hidden} more that {need} libraries: {everything}")
