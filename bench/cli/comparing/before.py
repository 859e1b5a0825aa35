"""`bench run --before REVISION`: today's implementations beside what they were, in the same rounds of one run."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from bench.analysis.comparison.limits import Limit, limit
from bench.analysis.comparison.verdict import VerdictOnChange, since
from bench.cli.comparing.options import Before
from bench.host import files, temporary
from bench.inputs import catalogue as discovery
from bench.inputs import selection
from bench.inputs.catalogue import Catalogue
from bench.inputs.earlier import state
from bench.inputs.earlier.state import Earlier
from bench.inputs.origins import ORIGIN, origins_of, unused
from bench.model import commands
from bench.model.errors import UsageError
from bench.model.paths import CHECKOUT, INSTALLED
from bench.model.request import Request
from bench.model.types import BeforeAfter, EarlierCode, Implementation, Status
from bench.terminal import console

BROKEN: Final = 3
ROUNDS: Final = 12  # names 10 % in nine of ten runs where times scatter by 5 %
FORMAT: Final = 2  # of the file; what is in it is a part of a summary as well
REPORT: Final = "before.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is measured in both states.

    Args:
        request: of the run.
        change: what it is to measure.
        count: how many rows are measured in both states.
    """

    request: Request
    change: BeforeAfter
    count: int


def limits_of(asked: Before) -> tuple[Limit, ...]:
    """Read what the run is to fail on.

    Raises:
        UsageError: if one of them is no limit.
    """
    return tuple(map(limit, asked.fail_on))


def refuse(asked: Before, request: Request, *, budgets: bool) -> None:
    """Refuse options that exclude each other.

    Raises:
        UsageError: if --before is missing, or goes with what asks another question.
    """
    if asked.before is None:
        option = "--fail-on" if asked.fail_on else "--all-before" if asked.all_before else ""
        if option:
            raise UsageError(f"{option} has no effect without --before.", "Name what to compare with: --before HEAD~1")
    elif request.again:
        raise UsageError("--before and --again exclude each other.", "Use one of them.")
    elif budgets:
        raise UsageError(
            "--check-budgets would hold the earlier rows to budgets as well.", "Check them without --before."
        )


@contextmanager
def planned(request: Request, asked: Before) -> Iterator[Planned]:
    """Find what changed, and lay the earlier files out for as long as the run lasts.

    Raises:
        UsageError: if there is no such revision, or nothing that was asked for is in both states.
        BenchError: if a folder cannot be read, or was not there.
    """
    limits_of(asked)  # one that cannot be read ends the run before anything is measured
    before = asked.before or ""
    if INSTALLED and not request.folders:
        raise UsageError("--before compares implementations of your own.", "Name their folder: --impls DIR")
    folders = dict(list(origins_of(request.folders).items())[1:]) or {ORIGIN: CHECKOUT / "impls"}
    if len(folders) > 1 and Path(before).is_dir():
        raise UsageError(f"{before} is the earlier state of one folder, and --impls names several.", "Name one.")
    with temporary.folder() as place:
        states = {origin: state.earlier(folder, before) for origin, folder in folders.items()}
        yield _plan(request, asked, states, place)


def _plan(request: Request, asked: Before, states: dict[str, Earlier], place: Path) -> Planned:
    taken = list(origins_of(request.folders))
    earlier: dict[str, EarlierCode] = {}
    for origin, found in states.items():
        label = unused(found.label, [*taken, *earlier])
        earlier[label] = EarlierCode(origin=origin, name=found.words, commit=found.commit)
        rows = found.difference.changed + (found.difference.same if asked.all_before else ())
        (place / label).mkdir()
        state.lay_out(found, rows, place / label)
    request = replace(
        request,
        earlier={label: place / label for label in earlier},
        rounds=ROUNDS if request.rounds is None and request.budget is None and not request.quick else request.rounds,
        sweep=request.sweep or (),
        repeated=(*request.repeated, *asked.repeated),
    )
    pairs, chosen = _pairs(request, {label: state.origin for label, state in earlier.items()})
    patterns = tuple(f"{workload}/{name}@{origin}" for workload, name, origin in sorted(pairs))
    change = BeforeAfter(
        states=earlier,
        unchanged=sum(_find_unchanged(key, states) for key in chosen - pairs),
        remarks=tuple(line for found in states.values() for line in _word(found, selection.list_asked(request))),
        limits=asked.fail_on,
    )
    request = replace(request, patterns=patterns, with_requirements=True, before=change)
    return Planned(request=request, change=change, count=len(pairs) // 2)


def _pairs(request: Request, origins: dict[str, str]) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """Return the rows that are there in both states, both of each; and all of today's that were asked for."""
    wanted = selection.list_asked(request)
    found = discovery.catalogue(request.folders, wanted[0] if len(wanted) == 1 else "", request.earlier)
    chosen = {_key(item) for item in _choose(request, found, set(origins.values()))}
    earlier = {_key(item) for item in found.implementations if item.origin in origins}
    pairs = [((workload, name, origins[label]), (workload, name, label)) for workload, name, label in earlier]
    return {key for pair in pairs if pair[0] in chosen for key in pair}, chosen


def _choose(request: Request, found: Catalogue, today: set[str]) -> Iterator[Implementation]:
    """Yield what was asked for of the folders that are compared."""
    workloads = selection.workloads(found, selection.list_asked(request))
    every = request.with_requirements or bool(request.folders)
    for item in selection.implementations(found, workloads, request.patterns, with_requirements=every):
        if item.origin in today:
            yield item


def _key(item: Implementation) -> tuple[str, str, str]:
    return item.workload, item.name, item.origin


def _find_unchanged(key: tuple[str, str, str], states: dict[str, Earlier]) -> bool:
    workload, name, origin = key
    found = states[origin].difference
    rows = {*found.same, *(new for _, new in found.renamed)}
    return f"{workload}/{name}" in rows or name in rows


def _word(found: Earlier, wanted: Sequence[str]) -> Iterator[str]:
    """Say what is not measured and why, of the workloads that were asked for."""

    def named(rows: Iterable[str]) -> str:
        return ", ".join(row for row in rows if "/" not in row or row.split("/")[0] in wanted or "all" in wanted)

    yield from found.passed_over
    if moved := named(f"{new} (it was {old.rpartition('/')[2]})" for old, new in found.difference.renamed):
        yield f"Renamed since {found.words}, otherwise unchanged: {moved}."
    if added := named(found.difference.added):
        yield f"New since {found.words}, so there is nothing to compare with: {added}."
    if removed := named(found.difference.removed):
        yield f"Removed since {found.words}: {removed}."
    if questions := named(f"{workload}/__init__.py" for workload in found.difference.questions):
        yield f"Changed since {found.words}; both states are checked against today's: {questions}."


def nothing(change: BeforeAfter) -> str:
    """Return the sentence that ends a run in which nothing changed."""
    head = f"No row that was asked for changed since {since(change)}"
    return f"{head}; {change.unchanged} unchanged. Nothing was measured."


def show(verdict: VerdictOnChange) -> None:
    """Print the verdict, which limits are broken, and what has to be known of both."""
    console.say(verdict.headline, verdict=True)
    for row in verdict.rows:
        console.say(row.words, verdict=True)
    for each in verdict.broken:
        console.say(f"--fail-on {each.limit}: {each.row}", verdict=True)
    for words in verdict.remarks:
        console.say(words)


def conclude(verdict: VerdictOnChange, result: Path) -> int:
    """Write the verdict beside the result, and return the exit code.

    Without a limit it is 3 if a row of today is not ok, as of any run.
    """
    plain = {"format": FORMAT, **msgspec.to_builtins(verdict)}
    text = msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n"
    files.write_atomically(result.with_name(REPORT), text)
    failed = any(row.after != Status.OK for row in verdict.rows)
    return BROKEN if verdict.broken or (failed and not verdict.limits) else 0


def given_again(stored: Before, now: Before, name: str) -> None:
    """Require that a run which is resumed gets the same question again.

    Raises:
        UsageError: if it was measured with --before and is not given it now, or the other way round.
    """
    if (stored.before is None) is not (now.before is None):
        if now.before is None:
            raise UsageError(f"{name} was measured with --before.", "Give it again: --before REVISION")
        again = commands.typed("bench run", "--before", now.before)
        raise UsageError(f"{name} was measured without --before.", f"Start a new run: {again}")
