"""Doubt a row whose calls took far longer by the monitor's clock than by its own, and no other row's did."""

from collections.abc import Iterator, Mapping
from statistics import median
from typing import Final

from bench.analysis.cautions.of_row import Caution
from bench.analysis.sections import Section
from bench.model import formatting
from bench.model.types import Cell, Instrument, Outcome, Status

TIMES_AS_LONG: Final = 1.5
TIMES_THE_OTHERS: Final = 5.0  # the gap of an honest row is that of its neighbours: the latency of this machine
GAP: Final = 0.02  # seconds
GAP_AT_FIRST: Final = 0.008  # seconds, where what lies between two calls is left out: no honest row has any


def unclaimed(section: Section) -> Iterator[Caution]:
    """Yield a caution for each row whose times leave out much of what its calls took, or its first call alone."""
    named = set()
    for clocks_of, least in ((_clocks, GAP), (_first_clocks, GAP_AT_FIRST)):
        found = {row.cell: clocks_of(row) for row in section.rows if row.status is Status.OK}
        for caution in _unlike_the_others(found, least):
            if caution.where not in named:
                named.add(caution.where)
                yield caution


def _unlike_the_others(found: Mapping[Cell, list[tuple[float, float]]], least: float) -> Iterator[Caution]:
    gaps = {cell: median(outside - own for outside, own in clocks) for cell, clocks in found.items() if clocks}
    for cell, gap in gaps.items():
        others = [other for key, other in gaps.items() if key != cell]
        outside, own = (median(each) for each in zip(*found[cell], strict=True))
        usual = median(others) if others else 0.0
        if gap > max(least, TIMES_THE_OTHERS * usual) and outside > TIMES_AS_LONG * own:
            unit = formatting.seconds_unit([outside, own])
            yield Caution(
                cell,
                "seconds",
                f"By the monitor's clock its calls took {unit.text(outside)}, by their own {unit.text(own)}. Something "
                "may be computed outside of what is timed; look at what it does before and after its answer.",
            )


def _first_clocks(row: Outcome) -> list[tuple[float, float]]:
    """Return likewise the seconds of the first call of each process, where it is by itself."""
    names = ("witnessed_first_seconds", "first_call_seconds")
    timed = (each for each in row.samples if each.instrument is Instrument.TIMING and each.status is Status.OK)
    pairs = (tuple(each.values[name].value for name in names if name in each.values) for each in timed)
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == len(names)]


def _clocks(row: Outcome) -> list[tuple[float, float]]:
    """Return the seconds of the timed calls of each process, by the monitor's clock and by its own."""
    timed = (each for each in row.samples if each.instrument is Instrument.TIMING and each.status is Status.OK)
    return [
        (each.values["witnessed_seconds"].value, each.values["loops"].value * sum(each.calls))
        for each in timed
        if {"witnessed_seconds", "loops"} <= each.values.keys()
    ]
