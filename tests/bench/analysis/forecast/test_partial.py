from dataclasses import replace

import pytest

from bench.analysis.forecast.costs import LINES_AT_MOST, QUICK_LINES
from bench.analysis.forecast.partial import lines_for
from bench.analysis.growth.row_growth import RowGrowth, growths
from bench.model.sweep import LARGEST
from bench.model.types import Instrument, Limits, Plan
from tests.bench.analysis.growth.sweeps import MAIN, SIZES, a_sweep
from tests.bench.builders import MIB

PLAN = Plan(run_id="r", started="", limits=Limits(seconds=1, memory=1))
LEVEL = [11.0] * 5
LINE = [11.0 + 826 * lines / MIB for lines in (*SIZES, MAIN)]
LATE = [11.0, 30.0, 30.0, 30.0, 30.0]
MISSED = [*LEVEL[:-1], 300.0]
CURVED = [11.0, 12.0, 14.0, 30.0, 300.0]


def growth(peaks: list[float]) -> RowGrowth:
    (found,) = growths(a_sweep(peaks)).values()
    return found


@pytest.mark.parametrize(
    ("peaks", "lines", "curve"),
    [
        (LEVEL, SIZES[1], LARGEST),
        (LINE, LINES_AT_MOST, LARGEST),
        (LATE, SIZES[1], LARGEST),
        (MISSED, LINES_AT_MOST, None),
        (CURVED, LINES_AT_MOST, None),
    ],
)
def test_a_part_of_the_data_serves_where_the_growth_model_held(
    peaks: list[float], lines: int, curve: int | None
) -> None:
    found = growth(peaks)

    assert lines_for(PLAN, Instrument.LINES, found) == lines
    assert lines_for(PLAN, Instrument.RESIDENT_CURVE, found) == lines_for(PLAN, Instrument.TRACED_CURVE, found) == curve


@pytest.mark.parametrize("instrument", [Instrument.TRACED, Instrument.RESIDENT, Instrument.TIMING])
def test_a_figure_of_the_whole_is_measured_on_the_whole(instrument: Instrument) -> None:
    assert lines_for(PLAN, instrument, growth(LEVEL)) is None


def test_where_nothing_is_known_a_curve_is_of_the_whole() -> None:
    assert (lines_for(PLAN, Instrument.LINES, None), lines_for(PLAN, Instrument.TRACED_CURVE, None)) == (
        LINES_AT_MOST,
        None,
    )


@pytest.mark.parametrize("peaks", [LEVEL, MISSED])
def test_a_first_impression_takes_fewer_lines_for_memory_by_line(peaks: list[float]) -> None:
    assert lines_for(replace(PLAN, quick=True), Instrument.LINES, growth(peaks)) == QUICK_LINES
