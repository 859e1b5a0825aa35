"""The verdict on a change that a run measured, for a console, a report and programs alike. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from bench.analysis.analysis import Analysis
from bench.analysis.comparison.before_after import Revised, headline
from bench.analysis.comparison.limits import Limit, limit, list_broken, list_unseen
from bench.model.errors import UsageError
from bench.model.types import BeforeAfter

Positive = Annotated[float, Meta(gt=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """A row in both states, in base units; None where a figure is not available.

    Args:
        row: its name.
        before: status of the earlier state.
        after: status of today's.
        sense: `better`, `worse`, `better and worse`, `still fails`, or why neither is claimed.
        words: the finding in one sentence.
        times_as_fast: as before.
        times_as_fast_low: lower end of its interval.
        times_as_fast_high: upper end.
        verdict: what may be said of that.
        noise_floor: what equal code differed by, as a ratio.
        peak_bytes_before: largest resident memory of the earlier state.
        peak_bytes_after: of today's.
        memory_differs: whether a difference of these is claimed.
    """

    row: str
    before: str
    after: str
    sense: str
    words: str
    times_as_fast: Positive | None
    times_as_fast_low: Positive | None
    times_as_fast_high: Positive | None
    verdict: str
    noise_floor: Positive | None
    peak_bytes_before: Positive | None
    peak_bytes_after: Positive | None
    memory_differs: bool


@dataclass(frozen=True, slots=True)
class EarlierState:
    """What was measured beside the code as it is: its name, its commit (empty for a folder), the origin of its rows."""

    name: str
    commit: str
    origin: str


@dataclass(frozen=True, slots=True)
class BrokenLimit:
    """A limit of `--fail-on`, and a row that breaks it."""

    limit: str
    row: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictOnChange:
    """The whole verdict: on what, in a sentence, on each row, what is not compared, its limits, those broken."""

    states: tuple[EarlierState, ...]
    headline: str
    rows: tuple[ChangedRow, ...]
    unchanged: int
    remarks: tuple[str, ...]
    limits: tuple[str, ...]
    broken: tuple[BrokenLimit, ...]

    @property
    def changed(self) -> bool:
        """Whether a difference is claimed of any row."""
        return any(map(is_claimed, self.rows))


def verdict(analysis: Analysis) -> VerdictOnChange | None:
    """Return the verdict on the change that a run measured; None if it was to measure none."""
    change, rows = analysis.run.before, analysis.revised
    if change is None:
        return None
    limits = tuple(_limits(change.limits))
    return VerdictOnChange(
        states=tuple(EarlierState(state.name, state.commit, origin) for origin, state in change.states.items()),
        headline=f"Since {since(change)}, {headline(rows, change.unchanged)}",
        rows=tuple(map(_plain, rows)),
        unchanged=change.unchanged,
        remarks=(*change.remarks, *list_unseen(limits, rows)),
        limits=change.limits,
        broken=tuple(BrokenLimit(which.words, row.row) for which, row in list_broken(limits, rows)),
    )


def is_claimed(row: ChangedRow) -> bool:
    """Return whether a difference is claimed of a row."""
    return row.sense.startswith(("better", "worse"))


def since(change: BeforeAfter) -> str:
    """Name what the earlier state is."""
    return " and ".join(dict.fromkeys(each.name for each in change.states.values()))


def _limits(given: Iterable[str]) -> Iterator[Limit]:
    """Read the limits of a result, which another version may have written: what is not a limit here is skipped."""
    for text in given:
        try:
            yield limit(text)
        except UsageError:
            continue


def _plain(row: Revised) -> ChangedRow:
    time = row.time
    return ChangedRow(
        row=row.row,
        before=str(row.before.status),
        after=str(row.after.status),
        sense=row.sense,
        words=row.words,
        times_as_fast=time.ratio if time else None,
        times_as_fast_low=time.low if time else None,
        times_as_fast_high=time.high if time else None,
        verdict=str(time.verdict) if time else "",
        noise_floor=row.floor.ratio if row.floor else None,
        peak_bytes_before=row.peaks[0] if row.peaks else None,
        peak_bytes_after=row.peaks[1] if row.peaks else None,
        memory_differs=row.memory_differs,
    )
