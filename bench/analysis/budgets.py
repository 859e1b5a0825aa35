"""Hold a run to budgets: what rows may need at most, or have to save at least. Pure.

Every finding says by how much a budget is exceeded, and the tightest one that would have held. A budget of time is a
ratio to the baseline, and is broken only if neither the interval nor the noise floor leaves room for it: two runs of
the same code must not differ in that. A count is the median of the processes that took it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from math import ceil, floor
from typing import Final, TypedDict, Unpack

from bench.analysis.analysis import Analysis
from bench.analysis.growth.laws import GrowthKind
from bench.analysis.growth.row_growth import RowGrowth
from bench.analysis.sections import Section
from bench.analysis.statistics.counts import count_of
from bench.model import formatting
from bench.model.cells import name
from bench.model.formatting import KIB
from bench.model.types import Instrument, Outcome, Status
from bench.model.units import parse_size

GROWTHS: Final[Mapping[str, tuple[GrowthKind, ...]]] = {
    "constant": (GrowthKind.CONSTANT,),
    "entries": (GrowthKind.CONSTANT, GrowthKind.ENTRIES),
    "linear": (GrowthKind.CONSTANT, GrowthKind.ENTRIES, GrowthKind.LINES),
}

AGAINST_BASELINE: Final = ("saved", "times_as_fast")
ANEW: Final = "measure again; with --budget, give it more time"
METRICS: Final = {"saved": "peak", "growth": "peak", "times_as_fast": "seconds"}  # that a figure is computed from
COUNTED: Final = ("allocations", "instructions", "page_faults", "voluntary_switches")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one row may need.

    Args:
        row: `workload/implementation`.
        lines: of the data that the budget is for; 0 for any.
        peak: resident memory at most, such as `14 MiB`.
        traced_peak: traced memory at most.
        saved: percent of the baseline's peak that it has to save at least.
        times_as_fast: as the baseline, at least.
        growth: `constant`, `entries` (no more than with the entries of the answer) or `linear`.
        allocations: of a call at most; not how much it holds, but how often it asks for memory.
        instructions: of a call at most, outside the kernel, of all its threads and processes.
        page_faults: of a call at most, from disk or not.
        voluntary_switches: of a call at most: how often it let another process run, because it had to wait.
    """

    row: str
    lines: int = 0
    peak: str = ""
    traced_peak: str = ""
    saved: float | None = None
    times_as_fast: float | None = None
    growth: str = ""
    allocations: int | None = None
    instructions: int | None = None
    page_faults: int | None = None
    voluntary_switches: int | None = None


class BudgetVerdict(StrEnum):
    """What became of a budget."""

    HELD = "held"
    BROKEN = "broken"
    MISSING = "not measured"
    """The run could have taken the figure, and did not."""
    UNKNOWN = "not checked"
    """The run has no say in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetFinding:
    """What became of one figure of a budget.

    Args:
        row: what it is for, with the interpreter.
        figure: such as `traced_peak`.
        limit: the budget.
        found: what was measured.
        verdict: whether it was held.
        by: how far it is exceeded, why it was not checked, or what to do to have the figure measured.
        tightest: the budget that would just have held, as it is written in the file.
        cautions: what there is to doubt about the figures behind it.
    """

    row: str
    figure: str
    limit: str
    found: str = formatting.NOT_AVAILABLE
    verdict: BudgetVerdict
    by: str = ""
    tightest: str = ""
    cautions: tuple[str, ...] = ()


class _Said(TypedDict, total=False):
    found: str
    by: str
    tightest: str


@dataclass(frozen=True, slots=True)
class _Subject:
    """A row of a run that has a budget, and why the machine of that run counts no instructions."""

    budget: Budget
    section: Section
    outcome: Outcome
    growth: RowGrowth | None
    uncounted: str

    @property
    def is_baseline(self) -> bool:
        """Whether it is, in this version or another, what it would be compared with."""
        base = self.section.baseline
        return base is not None and base.cell.implementation == self.outcome.cell.implementation

    def finding(self, figure: str, limit: object, verdict: BudgetVerdict, **said: Unpack[_Said]) -> BudgetFinding:
        """Return a finding about this row."""
        row = f"{self.outcome.cell.workload}/{name(self.outcome.cell)} on {self.outcome.cell.interpreter}"
        return BudgetFinding(row=row, figure=figure, limit=str(limit), verdict=verdict, **said)


def findings(analysis: Analysis, budgets: Iterable[Budget]) -> tuple[BudgetFinding, ...]:
    """Hold a run to budgets; one that the run has no say in is not checked, such as that of a row that it has not.

    Of a run that measured a change, the rows as they are now are checked.
    """
    return tuple(found for budget in budgets for found in _of(analysis, budget))


def limits(budget: Budget) -> dict[str, object]:
    """Return the figures that a budget limits."""
    named = {figure: getattr(budget, figure) for figure in CHECKS}
    return {figure: limit for figure, limit in named.items() if limit not in {None, ""}}


def _of(analysis: Analysis, budget: Budget) -> Iterator[BudgetFinding]:
    change = analysis.run.before
    rows = [
        _Subject(budget, section, row, analysis.growths.get(row.cell), analysis.run.machine.no_instructions or "")
        for section in analysis.sections
        for row in section.rows
        if f"{row.cell.workload}/{row.cell.implementation}" == budget.row
        and (change is None or row.cell.origin not in change.states)
    ]
    if not rows:
        for figure, limit in limits(budget).items():
            reason = "it was not measured in this run"
            yield BudgetFinding(
                row=budget.row, figure=figure, limit=str(limit), verdict=BudgetVerdict.UNKNOWN, by=reason
            )
    for subject in rows:
        lines = analysis.run.data[subject.outcome.cell.data].lines
        for found in _check_limits(subject, lines, beside_earlier=change is not None):
            yield replace(found, cautions=_doubts(analysis, subject, found))


def _doubts(analysis: Analysis, subject: _Subject, found: BudgetFinding) -> tuple[str, ...]:
    if found.found == formatting.NOT_AVAILABLE:
        return ()
    baseline = subject.section.baseline if found.figure in AGAINST_BASELINE else None
    cells = [row.cell for row in (subject.outcome, baseline) if row]
    return analysis.doubts(cells, METRICS.get(found.figure, found.figure))


def _check_limits(subject: _Subject, lines: int, *, beside_earlier: bool) -> Iterator[BudgetFinding]:
    budget, outcome = subject.budget, subject.outcome
    for figure, limit in limits(budget).items():
        if budget.lines and lines != budget.lines:
            said = f"it is for {formatting.count(budget.lines)} lines, and {formatting.count(lines)} were measured"
            yield subject.finding(figure, limit, BudgetVerdict.UNKNOWN, by=said)
        elif outcome.status is not Status.OK:
            yield subject.finding(figure, limit, BudgetVerdict.BROKEN, by=f"it failed: {outcome.status}")
        elif figure in AGAINST_BASELINE and beside_earlier:
            yield subject.finding(figure, limit, BudgetVerdict.UNKNOWN, by="with --before there is no baseline")
        elif figure == "growth" and beside_earlier:
            yield subject.finding(figure, limit, BudgetVerdict.UNKNOWN, by="with --before there are no further sizes")
        elif figure == "instructions" and subject.uncounted:
            said = f"this machine does not count them: {subject.uncounted}"
            yield subject.finding(figure, formatting.count(budget.instructions), BudgetVerdict.UNKNOWN, by=said)
        elif figure in AGAINST_BASELINE and subject.is_baseline:
            yield subject.finding(figure, limit, BudgetVerdict.UNKNOWN, by="it is itself the baseline of this run")
        else:
            yield CHECKS[figure](subject)


def _memory(subject: _Subject, *, figure: str, instrument: Instrument) -> BudgetFinding:
    limit, found = getattr(subject.budget, figure), subject.outcome.largest(figure, instrument)
    if found is None:
        return subject.finding(figure, limit, BudgetVerdict.MISSING, by=ANEW)
    more = found - parse_size(limit)
    return subject.finding(
        figure,
        limit,
        BudgetVerdict.BROKEN if more > 0 else BudgetVerdict.HELD,
        found=formatting.memory(found),
        by=f"{formatting.memory(more)} too much ({formatting.percent(more / (found - more))})" if more > 0 else "",
        tightest=f"{ceil(found / KIB.size)} KiB",
    )


def _saved(subject: _Subject) -> BudgetFinding:
    limit = subject.budget.saved or 0.0
    own = subject.outcome.largest("peak", Instrument.RESIDENT)
    baseline = subject.section.baseline
    base = baseline.largest("peak", Instrument.RESIDENT) if baseline else None
    if own is None or not base:
        remedy = ANEW if own is None else "measure the baseline beside it"
        return subject.finding("saved", f"{limit:g} %", BudgetVerdict.MISSING, by=remedy)
    saved = 100 - 100 * own / base
    return subject.finding(
        "saved",
        f"{limit:g} %",
        BudgetVerdict.BROKEN if saved < limit else BudgetVerdict.HELD,
        found=f"{saved:.2f} %",
        by=f"{limit - saved:.2f} points too little" if saved < limit else "",
        tightest=f"{floor(saved * 10) / 10:g}",
    )


def _times_as_fast(subject: _Subject) -> BudgetFinding:
    limit = subject.budget.times_as_fast or 0.0
    compared, noise = subject.section.comparisons.get(subject.outcome.cell), subject.section.floor
    if compared is None or compared.ratio is None or compared.high is None or noise is None:
        return subject.finding("times_as_fast", f"{limit:g}", BudgetVerdict.UNKNOWN, by="too few rounds to tell")
    most = max(compared.high, compared.ratio * noise.ratio)
    return subject.finding(
        "times_as_fast",
        f"{limit:g}",
        BudgetVerdict.BROKEN if most < limit else BudgetVerdict.HELD,
        found=compared.words,
        by=f"at most {formatting.ratio(most)}, which is {formatting.percent(1 - most / limit)} too little"
        if most < limit
        else "",
        tightest=f"{floor(most * 100) / 100:g}",
    )


def _growth(subject: _Subject) -> BudgetFinding:
    limit, growth = subject.budget.growth, subject.growth
    if growth is None or growth.law.kind is GrowthKind.UNKNOWN:
        return subject.finding("growth", limit, BudgetVerdict.MISSING, by="measure it at more sizes: --sizes")
    if growth.law.kind is GrowthKind.REFUSED:
        return subject.finding("growth", limit, BudgetVerdict.UNKNOWN, by=growth.words)
    held = growth.law.kind in GROWTHS[limit] and growth.trusted
    tightest = next((words for words, kinds in GROWTHS.items() if growth.law.kind in kinds and growth.trusted), "none")
    return subject.finding(
        "growth",
        limit,
        BudgetVerdict.HELD if held else BudgetVerdict.BROKEN,
        found=growth.words,
        by="" if held else growth.verdict,
        tightest=tightest,
    )


def _judge_count(subject: _Subject, *, figure: str) -> BudgetFinding:
    limit, counted = getattr(subject.budget, figure), count_of(subject.outcome, figure)
    if counted is None:
        remedy = "add --count-allocations" if figure == "allocations" else ANEW
        return subject.finding(figure, formatting.count(limit), BudgetVerdict.MISSING, by=remedy)
    found, share = ceil(counted), f" ({formatting.percent(counted / limit - 1)})" if limit else ""
    return subject.finding(
        figure,
        formatting.count(limit),
        BudgetVerdict.BROKEN if found > limit else BudgetVerdict.HELD,
        found=formatting.count(found),
        by=f"{formatting.count(found - limit)} too many{share}" if found > limit else "",
        tightest=str(found),
    )


CHECKS: Final[Mapping[str, Callable[[_Subject], BudgetFinding]]] = {
    "peak": partial(_memory, figure="peak", instrument=Instrument.RESIDENT),
    "traced_peak": partial(_memory, figure="traced_peak", instrument=Instrument.TRACED),
    "saved": _saved,
    "times_as_fast": _times_as_fast,
    "growth": _growth,
    **{figure: partial(_judge_count, figure=figure) for figure in COUNTED},
}
