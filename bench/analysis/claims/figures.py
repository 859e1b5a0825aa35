"""Get the figure that a claim speaks of out of a run. Pure.

Rows are named `workload/implementation`. Where a workload was measured at several sizes, the largest counts, except for
what is about growth. Every function returns None where a row is missing or failed: such a figure is not there.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import Final, Literal

from bench.analysis.analysis import Analysis
from bench.analysis.statistics import times
from bench.model import cells
from bench.model.types import Instrument, Outcome, Run, Status

Kind = Literal["value", "ratio", "saved", "per item", "line", "room", "growth", "tracing", "distinct errors"]
UNITS: Final[Mapping[str, float]] = {"MB": 1e6, "KB": 1e3}
OWN: Final = "impls"  # the folder that claims are about, where it has the row
_METRICS: Final = {"traced_current": "traced_peak"}  # whose cautions concern a figure of another name
_INSTRUMENTS: Final = {"traced_peak": Instrument.TRACED, "traced_current": Instrument.TRACED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How a figure is computed.

    Args:
        measure: `value` of the first row; `ratio` of the first row to the second; `saved`, what the second row saves of
            the first, in percent; `per item`, what the first row has more than the second (or nothing) for each item;
            `line`, the memory held by a line of the first row; `room`, how many times the data fit when the second row
            gets the memory that the first needs; `growth` of the first row from its smallest size to its largest;
            `tracing`, how many times as long the first row takes while traced; `distinct errors` in its data.
        rows: one or two, each as `workload/implementation`.
        of: the figure measured, such as `traced_peak` or `seconds`.
        line: the beginning of a line of source, for `line`.
    """

    measure: Kind = "value"
    rows: tuple[str, ...]
    of: str = "traced_peak"
    line: str = ""


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one measure on one Python: for each name its outcomes by size, the smallest first."""

    run: Run
    asked: Measure
    outcomes: tuple[tuple[Outcome, ...], ...]

    def value(self, row: int, size: int = -1) -> float | None:
        """Return the figure of a row, the largest where there are several."""
        if row >= len(self.outcomes) or not self.outcomes[row]:
            return None
        return _value(self.outcomes[row][size], self.asked.of)

    def items(self, row: int, size: int = -1) -> int:
        """Return how many items a row was given."""
        return self.run.data[self.outcomes[row][size].cell.data].lines


def measure(run: Run, asked: Measure, python: str, unit: str) -> float | None:
    """Return a figure in its unit, or None if it is not available."""
    rows = _Rows(run, asked, tuple(_outcomes(run, name, python) for name in asked.rows))
    if not all(rows.outcomes):
        return None
    value = _KINDS[asked.measure](rows)
    return None if value is None else value / UNITS.get(unit, 1.0)


def list_cautions(analysis: Analysis, asked: Measure, python: str) -> Iterator[str]:
    """Yield what there is to doubt about the rows that a figure is of: "error_counts/mine on 3.11: peaks differ"."""
    counted = asked.measure == "distinct errors"
    metric = "seconds" if asked.measure == "tracing" else _METRICS.get(asked.of, asked.of)
    for name in () if counted else asked.rows:
        cells = [row.cell for row in _outcomes(analysis.run, name, python)]
        yield from (f"{name} on {python}: {kind}" for kind in analysis.doubts(cells, metric))


def pythons(run: Run) -> tuple[str, ...]:
    """Return the Pythons of a run, such as `3.11`, the oldest first."""
    found = {cells.series(outcome.cell.interpreter) for outcome in run.outcomes}
    return tuple(sorted(found, key=lambda text: ([int(part) for part in re.findall(r"\d+", text)], text)))


def _outcomes(run: Run, name: str, python: str) -> tuple[Outcome, ...]:
    """Return the ok outcomes of a row on one Python, one for each size, the smallest first.

    The project's own row counts, not one of its name from another folder, and warm data. Where two are left of a size,
    nobody can say which is meant: none is returned.
    """
    found = [
        outcome
        for outcome in run.outcomes
        if f"{outcome.cell.workload}/{outcome.cell.implementation}" == name
        and cells.series(outcome.cell.interpreter) == python
        and outcome.status is Status.OK
        and not outcome.cell.control
    ]
    own = [outcome for outcome in found if outcome.cell.origin == OWN] or found
    warm = [outcome for outcome in own if outcome.cell.cache == "warm"] or own
    by_size = {run.data[outcome.cell.data].lines: outcome for outcome in warm}
    return tuple(by_size[lines] for lines in sorted(by_size)) if len(by_size) == len(warm) else ()


def _value(outcome: Outcome, figure: str) -> float | None:
    """Return what a row needs: the estimate of its time, the largest of its memory."""
    if figure == "seconds":
        estimate = times.estimate(times.by_round(outcome.samples).values())
        return estimate.value if estimate else None
    return outcome.largest(figure, _INSTRUMENTS.get(figure, Instrument.RESIDENT))


def _ratio(rows: _Rows) -> float | None:
    """Divide; times are paired by the round in which they were taken."""
    if rows.asked.of == "seconds":
        one, other = (times.by_round(outcomes[-1].samples) for outcomes in rows.outcomes[:2])
        return times.compare(one, other, floor=None).ratio
    first, second = rows.value(0), rows.value(1)
    return first / second if first is not None and second else None


def _saved(rows: _Rows) -> float | None:
    ratio = _ratio(rows)
    return 100 - 100 / ratio if ratio else None


def _per_item(rows: _Rows) -> float | None:
    first, second = rows.value(0), rows.value(1) if len(rows.asked.rows) > 1 else 0.0
    return (first - second) / rows.items(0) if first is not None and second is not None else None


def _line(rows: _Rows) -> float | None:
    """Return the memory of the line that begins so, at the row's peak."""
    held = [
        each.size
        for sample in rows.outcomes[0][-1].samples_of(Instrument.LINES)
        for each in sample.allocations
        if each.source.strip().startswith(rows.asked.line)
    ]
    return max(held, default=None)


def _room(rows: _Rows) -> float | None:
    """Return how many times the first row's data fit the second in the memory of the first; infinite if it is flat.

    The second row's need is carried on as a straight line through its smallest and its largest size.
    """
    need, least, most = rows.value(0), rows.value(1, 0), rows.value(1)
    if need is None or least is None or most is None or len(rows.outcomes[1]) < 2:  # noqa: PLR2004 - a line
        return None
    slope = (most - least) / (rows.items(1) - rows.items(1, 0))
    if slope <= 0:
        return inf
    return (rows.items(1) + (need - most) / slope) / rows.items(0)


def _growth(rows: _Rows) -> float | None:
    least, most = rows.value(0, 0), rows.value(0)
    return most / least if least and most is not None and len(rows.outcomes[0]) > 1 else None


def _tracing(rows: _Rows) -> float | None:
    """Compare whole processes that call `run` once, one of them traced."""
    traced, plain = (
        rows.outcomes[0][-1].figures("process_seconds", instrument)
        for instrument in (Instrument.TRACED, Instrument.RESIDENT)
    )
    return median(traced) / median(plain) if traced and plain else None


def _distinct_errors(rows: _Rows) -> float | None:
    truth = rows.run.data[rows.outcomes[0][-1].cell.data].truth
    return len(truth["errors"]) if truth and "errors" in truth else None


_KINDS: Final[Mapping[Kind, Callable[[_Rows], float | None]]] = {
    "value": lambda rows: rows.value(0),
    "ratio": _ratio,
    "saved": _saved,
    "per item": _per_item,
    "line": _line,
    "room": _room,
    "growth": _growth,
    "tracing": _tracing,
    "distinct errors": _distinct_errors,
}
