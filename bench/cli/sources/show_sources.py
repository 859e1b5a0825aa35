"""Show the sources that a report carries, before they are trusted."""

from pathlib import Path

from bench.inputs import catalogue, embedded_sources
from bench.model import commands
from bench.model.request import Request
from bench.terminal import console


def show(request: Request, target: Path) -> int:
    """Write what would run of a report, say how to run it, and return the exit code.

    Raises:
        UsageError: if something is in the folder.
        BenchError: if the folder cannot be written, or the report is damaged.
    """
    assert request.again is not None  # noqa: S101 - the command line is refused otherwise
    found = catalogue.catalogue(request.folders, request.workloads[0] if len(request.workloads) == 1 else "")
    shown = embedded_sources.show(request.again, found, target)
    for sha256, path in shown:
        unseen = f"  (not shown on the page of {request.again.name})" if sha256 in request.again.unseen else ""
        console.say(f"{sha256}  {path}{unseen}")
    if not shown:
        console.say(f"This checkout has every source that {request.again.name} was measured with.")
        return 0
    trusted = commands.each("--trust", dict.fromkeys(sha256 for sha256, _ in shown))
    again = commands.typed("bench run", *request.again.given, *trusted)
    console.say(f"To run them, once you have read and trust all of them: {again}")
    return 0
