"""Choose what was asked for from the catalogue; an unknown name is an error, never a silent run of the rest."""

import difflib
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Final

from bench.inputs.catalogue import Catalogue, list_answered
from bench.model import commands
from bench.model.errors import UsageError
from bench.model.log_words import OWN_LOG
from bench.model.request import Request
from bench.model.types import Implementation, Workload

DEFAULT_WORKLOAD: Final = "error_counts"


def list_asked(request: Request) -> Sequence[str]:
    """Return the workloads that are asked: without a name, the only one that the user's own folders answer.

    Raises:
        UsageError: if their folders answer several, and not the default one.
        BenchError: if a folder cannot be read.
    """
    if request.workloads:
        return request.workloads
    answered = sorted(list_answered(request.folders))
    if not answered or {"", DEFAULT_WORKLOAD} & {*answered}:
        return (DEFAULT_WORKLOAD,)
    if len(answered) > 1:
        raise UsageError(
            f"The folders of --impls answer several workloads: {', '.join(answered)}.",
            f"Name one with --workload, such as --workload {answered[0]}, or several with commas.",
        )
    return answered


def workloads(catalogue: Catalogue, names: Sequence[str]) -> tuple[Workload, ...]:
    """Return the named workloads, or every one for `all`.

    Raises:
        UsageError: if a name is unknown; the hint offers the nearest.
    """
    if "all" in names:
        return tuple(catalogue.workloads.values())
    for name in names:
        if name not in catalogue.workloads:
            raise UsageError(f"Unknown workload: '{name}'.", _nearest(name, catalogue.workloads, catalogue))
    return tuple(catalogue.workloads[name] for name in dict.fromkeys(names))


def drop_unanswerable(chosen: Sequence[Workload], request: Request) -> tuple[Workload, ...]:
    """Return the workloads that there is data for: of `all`, those that ask about the user's own log need one.

    Raises:
        UsageError: if such a workload is named, and neither a log nor the twin of one.
    """
    if request.log or request.profile:
        return tuple(chosen)
    if asking := [each for each in chosen if each.source == OWN_LOG and "all" not in request.workloads]:
        raise UsageError(
            f"{asking[0].name} is a question about your own log and comes without data.",
            "Add --log FILE.",
        )
    return tuple(each for each in chosen if each.source != OWN_LOG)


def implementations(
    catalogue: Catalogue, chosen: Sequence[Workload], patterns: Sequence[str], *, with_requirements: bool
) -> tuple[Implementation, ...]:
    """Return what the patterns match; without patterns, all that need no library, or all.

    A pattern is a name or a glob, with or without `workload/` before it and `@origin` after it.

    Raises:
        UsageError: if a pattern matches nothing, or nothing is left to measure.
    """
    candidates = [item for workload in chosen for item in catalogue.of(workload.name)]
    for pattern in patterns:
        if not any(matches(item, pattern) for item in candidates):
            raise UsageError(f"No implementation matches '{pattern}'.", _where(pattern, catalogue, candidates))
    selected = [
        item
        for item in candidates
        if (any(matches(item, pattern) for pattern in patterns) if patterns else with_requirements or _eligible(item))
    ]
    if not selected:
        raise UsageError("Nothing is left to measure.", f"List all: {_listing(catalogue)}")
    return tuple(selected)


def baseline(workload: Workload, selected: Sequence[Implementation], wanted: str) -> str:
    """Return the implementation that the others are compared with.

    It is the one asked for, with or without `@origin`, else the workload's own if it is measured, else the first of the
    story that is.

    Raises:
        UsageError: if the one asked for is not measured.
    """
    own = [item for item in selected if item.workload == workload.name]
    names = [item.name for item in own]
    if wanted and wanted not in {*names, *(f"{item.name}@{item.origin}" for item in own)}:
        raise UsageError(
            f"The baseline '{wanted}' is not among the measured implementations.",
            f"{meant(wanted, names)}Measured: {', '.join(dict.fromkeys(names))}.",
        )
    return wanted or (workload.baseline if workload.baseline in names else names[0])


def _eligible(item: Implementation) -> bool:
    """Hold back what needs a library or comes from nowhere near running; a folder that was named is wanted whole."""
    return not item.requires or item.origin != "impls"


def matches(item: Implementation, pattern: str) -> bool:
    """Return whether a pattern, as `implementations` takes it, means an implementation."""
    names = (
        item.name,
        f"{item.workload}/{item.name}",
        f"{item.name}@{item.origin}",
        f"{item.workload}/{item.name}@{item.origin}",
    )
    return any(fnmatchcase(name, pattern) for name in names)


def _where(pattern: str, catalogue: Catalogue, candidates: Iterable[Implementation]) -> str:
    """Say which workloads have what was looked for, or what is called nearly so."""
    elsewhere = sorted({item.workload for item in catalogue.implementations if matches(item, pattern)})
    if elsewhere:
        return f"It answers {', '.join(elsewhere)}: add --workload {elsewhere[0]}."
    return _nearest(pattern, {item.name for item in candidates}, catalogue)


def _nearest(name: str, known: Iterable[str], catalogue: Catalogue) -> str:
    return f"{meant(name, known)}List all: {_listing(catalogue)}"


def meant(name: str, known: Iterable[str]) -> str:
    """Return a question about the known name that is most like a mistyped one, with a blank after it; empty if none."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"Did you mean '{close[0]}'? " if close else ""


def _listing(catalogue: Catalogue) -> str:
    return commands.typed("bench list", "--all", *catalogue.given)
