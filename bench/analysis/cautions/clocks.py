"""Doubt a row of which the monitor saw what its own times leave out, and saw it of no other row.

Its calls took far longer by the monitor's clock than by its own, or its processes worked before the first call or after
the last one. What the harness itself does there takes all rows the same time, so each is held against the others.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from statistics import median
from typing import Final

from bench.analysis.cautions.caution import Caution, CautionKind
from bench.analysis.sections import Section
from bench.model import formatting
from bench.model.types import Cell, Instrument, Outcome, Status

TIMES_AS_LONG: Final = 1.5
TIMES_THE_OTHERS: Final = 5.0  # the gap of an honest row is that of its neighbours: the latency of this machine
GAP: Final = 0.02  # seconds
ALONE: Final = 1.1  # times as long that a call takes whose end is announced at once, and GAP_ALONE at most besides
GAP_ALONE: Final = 0.002  # seconds
ANY_NUMBER: Final = range(1 << 20)
FEWEST: Final = 4  # such processes of a row: all of them could have had to wait for a processor
GAP_AT_FIRST: Final = 0.008  # seconds, where what lies between two calls is left out: no honest row has any


OUTSIDE: Final = 0.025  # seconds of processor time beyond what the processes of other rows spend around their calls
SHARE: Final = 0.1  # of a call, or of an import
INSTRUMENT: Final = 2.0  # times as much as for the others that the instrument itself may take, by what a row says


def doubt_clocks(section: Section) -> Iterator[Caution]:
    """Yield a caution for each row whose times leave out much of what its calls took, or its first call alone."""
    named = set()
    for clocks_of, least, times in (
        (_clocks, GAP, TIMES_AS_LONG),
        (_first_clocks, GAP_AT_FIRST, TIMES_AS_LONG),
        (_clocks_alone, GAP_ALONE, ALONE),
    ):
        found = {row.cell: clocks_of(row) for row in section.rows if row.status is Status.OK}
        for caution in _unlike_the_others(found, least, times):
            if caution.where not in named:
                named.add(caution.where)
                yield caution


def doubt_work_around(section: Section) -> Iterator[Caution]:
    """Yield a caution for each row whose processes work before their first call or after the last, unlike others'."""
    rows = [row for row in section.rows if row.status is Status.OK]
    instrument = _medians(rows, "instrument_cpu")
    before, after = (_medians(rows, name) for name in ("cpu_before_calls", "cpu_after_calls"))
    before = {cell: seconds - _believe(cell, instrument) for cell, seconds in before.items()}
    for row in rows:
        for spent, when in ((before, "between import and first call"), (after, "after its calls")):
            beyond = _beyond_the_others(row.cell, spent)
            if beyond > max(OUTSIDE, SHARE * _longest(row)):
                yield Caution(
                    row.cell,
                    "seconds",
                    CautionKind.WORK_AROUND,
                    f"Its processes spend {formatting.seconds(beyond)} more CPU time {when} than those of other rows, "
                    "and the time of a call does not include that. Make sure that `run` does all of the work.",
                )


def _medians(rows: Sequence[Outcome], name: str) -> dict[Cell, float]:
    found = {row.cell: row.figures(name, Instrument.TIMING) for row in rows}
    return {cell: median(figures) for cell, figures in found.items() if figures}


def _beyond_the_others(cell: Cell, spent: Mapping[Cell, float]) -> float:
    others = [seconds for other, seconds in spent.items() if other != cell]
    return spent[cell] - median(others) if cell in spent and others else 0.0


def _longest(row: Outcome) -> float:
    """Return what a call or its import takes, whichever is more: garbage of large libraries takes long to look for."""
    figures = (row.figures(name, Instrument.TIMING) for name in ("seconds", "import_cpu"))
    return max((median(each) for each in figures if each), default=0.0)


def _believe(cell: Cell, claimed: Mapping[Cell, float]) -> float:
    """Return what a row says that the instrument took, as far as that is like what the others say."""
    others = [seconds for other, seconds in claimed.items() if other != cell]
    return min(claimed.get(cell, 0.0), INSTRUMENT * median(others)) if others else 0.0


def _unlike_the_others(
    found: Mapping[Cell, list[tuple[float, float]]], least: float, times: float
) -> Iterator[Caution]:
    gaps = {cell: median(outside - own for outside, own in clocks) for cell, clocks in found.items() if clocks}
    for cell, gap in gaps.items():
        others = [other for key, other in gaps.items() if key != cell]
        outside, own = (median(each) for each in zip(*found[cell], strict=True))
        usual = median(others) if others else 0.0
        if gap > max(least, TIMES_THE_OTHERS * usual) and outside > times * own:
            yield Caution(
                cell,
                "seconds",
                CautionKind.OTHER_CLOCK,
                f"Its calls took {formatting.seconds(outside)} by the monitor's clock, and {formatting.seconds(own)} "
                "by their own. It may compute outside of the timed region; check what it does before and after its "
                "answer.",
            )


def _first_clocks(row: Outcome) -> list[tuple[float, float]]:
    """Return likewise the seconds of the first call of each process, where it is by itself."""
    names = ("witnessed_first_seconds", "first_call_seconds")
    timed = row.samples_of(Instrument.TIMING)
    pairs = (tuple(each.values[name].value for name in names if name in each.values) for each in timed)
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == len(names)]


def _clocks(row: Outcome, calls: Container[int] = ANY_NUMBER) -> list[tuple[float, float]]:
    """Return the seconds of the timed calls of each process, by the monitor's clock and by its own.

    Args:
        row: of which they are.
        calls: how many values a process may have that counts here.
    """
    timed = row.samples_of(Instrument.TIMING)
    return [
        (each.values["witnessed_seconds"].value, each.values["loops"].value * sum(each.calls))
        for each in timed
        if {"witnessed_seconds", "loops"} <= each.values.keys() and len(each.calls) in calls
    ]


def _clocks_alone(row: Outcome) -> list[tuple[float, float]]:
    """Return the same of one process that made one call, so that nothing of an earlier answer is let go in it.

    On a busy machine every fourth honest process waits for a processor just there. So it is the one in which the two
    clocks are nearest to each other, but for a tenth of them.
    """
    found = sorted(_clocks(row, (1,)), key=lambda clocks: clocks[0] / clocks[1])
    return found[len(found) // 10 :][:1] if len(found) >= FEWEST else []
