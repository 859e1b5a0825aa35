from dataclasses import replace
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.analysis.growth import fitting, laws
from bench.analysis.growth.fitting import fit
from bench.analysis.growth.laws import MIB, GrowthKind, Law, Rate, SizePoint, Twice
from tests.oracles import stats

SIZES = (1_000, 50_000, 100_000, 200_000, 400_000, 800_000)
HELD = 3_200_000
WOBBLE = (0.0, 0.01, -0.01, 0.005, -0.008, 0.006)


def points(*peaks: float, sizes: tuple[int, ...] = SIZES, entries: float = 0.0) -> list[SizePoint]:
    """Return points of so many MiB; entries for each line."""
    known = zip(sizes, peaks, strict=False)
    return [SizePoint(lines=lines, peak=peak * MIB, entries=round(lines * entries) or 1) for lines, peak in known]


def straight(
    rate: float, *, start: float = 11.0, sizes: tuple[int, ...] = SIZES, entries: float = 0.0
) -> list[SizePoint]:
    """Return points that grow by so many bytes a line, one per cent off this way and that."""
    peaks = [start + rate * lines * (1 + off) / MIB for lines, off in zip(sizes, WOBBLE, strict=False)]
    return points(*peaks, sizes=sizes, entries=entries)


def test_memory_that_stays_is_constant() -> None:
    law = fit(points(11.0, 11.1, 11.05, 11.12, 11.1, 11.1), horizon=HELD)

    assert law.kind is GrowthKind.CONSTANT
    assert law.at(HELD).value == pytest.approx(11.12 * MIB)


def test_a_buffer_that_fills_before_the_first_size_is_no_growth() -> None:
    law = fit(points(11.0, 15.0, 15.1, 15.0, 15.1, 15.0), horizon=HELD)

    assert law.kind is GrowthKind.CONSTANT
    assert law.start.lines == 50_000


def test_a_buffer_that_fills_later_makes_it_constant_from_there_on() -> None:
    law = fit(points(68.0, 91.0, 94.0, 117.0, 120.0, 121.0), horizon=HELD)

    assert law.kind is GrowthKind.CONSTANT
    assert law.start.lines == 200_000


def test_growth_by_lines_is_linear_from_a_measured_start() -> None:
    law = fit(straight(641), horizon=HELD)

    assert law.kind is GrowthKind.LINES
    assert law.start.lines == 1_000
    assert law.rate.value == pytest.approx(641, rel=0.01)


def test_a_small_growth_that_would_not_stay_small_is_not_called_constant() -> None:
    law = fit(straight(36, sizes=(50, 2_500, 5_000, 10_000)), horizon=100_000)

    assert law.kind is GrowthKind.LINES


def test_a_slow_start_is_left_out_of_a_line() -> None:
    law = fit(points(45.0, 80.0, 97.0, 131.0, 198.0), horizon=HELD)

    assert law.kind is GrowthKind.LINES
    assert law.start.lines == 50_000


@pytest.mark.parametrize("power", [0.5, 1.6, 2.0])
def test_what_is_no_line_gets_no_law_and_no_forecast(power: float) -> None:
    law = fit(points(*(11 + 300 * (lines / 800_000) ** power for lines in SIZES)), horizon=HELD)

    assert law.kind is GrowthKind.NONE
    assert law.at(HELD) is None
    assert law.lines_within(2**60) == 0


def test_a_log_written_twice_tells_entries_from_lines() -> None:
    known = straight(12.6, entries=0.09)
    half, whole = known[2].peak, known[3].peak

    by_entries = fit(known, horizon=HELD, twice=Twice(half, half, whole))
    by_lines = fit(known, horizon=HELD, twice=Twice(half, whole, whole))
    by_both = fit(known, horizon=HELD, twice=Twice(half, (half + whole) / 2, whole))

    assert by_entries.kind is GrowthKind.ENTRIES
    assert by_entries.rate.value == pytest.approx(12.6 / 0.09, rel=0.02)
    assert by_lines.kind is GrowthKind.LINES
    assert by_both.kind is GrowthKind.NONE


def test_a_buffer_is_no_growth_by_entries_where_there_are_no_more_of_them() -> None:
    peaks = (28.3, 31.9, 32.3, 33.1, 33.1, 33.4)  # of numpy_positions, on a log of 127 messages at each of these sizes
    known = [
        SizePoint(lines=lines, peak=peak * MIB, entries=28 if lines == SIZES[0] else 127)
        for lines, peak in zip(SIZES, peaks, strict=True)
    ]

    law = fit(known, horizon=HELD, twice=Twice(known[2].peak, known[2].peak, known[3].peak))

    assert law.kind is GrowthKind.CONSTANT


def test_without_it_growth_is_by_lines() -> None:
    assert fit(straight(12.6, entries=0.09), horizon=HELD).kind is GrowthKind.LINES


def test_growth_by_entries_goes_on_as_new_entries_come() -> None:
    known = [SizePoint(lines=n, peak=11 * MIB + 140 * 30 * n**0.5, entries=round(30 * n**0.5)) for n in SIZES]

    law = fit(known, horizon=HELD, twice=Twice(known[2].peak, known[2].peak, known[3].peak))

    assert law.kind is GrowthKind.ENTRIES
    assert law.at(HELD).value == pytest.approx(11 * MIB + 140 * 30 * HELD**0.5, rel=0.01)
    assert law.at(HELD).high < 1.1 * law.at(HELD).value


def test_what_is_not_sure_of_new_entries_is_not_sure_of_the_peak() -> None:
    start = SizePoint(lines=100, peak=10 * MIB, entries=300)
    newcomers = (0.5, Rate(30.0, 0.25))
    law = Law(kind=GrowthKind.ENTRIES, start=start, largest=10_000, rate=Rate(1_000.0, 0.0), newcomers=newcomers)

    found = law.at(1_000_000)

    grown = [each - start.peak for each in (found.low, found.value, found.high)]
    assert grown[1] == 1_000 * (30_000 - 300)
    margin = laws.ACCURACY * found.value
    assert (grown[0] + margin, grown[2] - margin) == pytest.approx((1_000 * 23_700, 1_000 * 37_200))


def test_a_law_needs_at_its_start_what_was_measured_there() -> None:
    law = Law(kind=GrowthKind.LINES, start=SizePoint(lines=100, peak=9.0), largest=400, rate=Rate(1_000.0, 0.0))

    assert [law.at(lines).value for lines in (0, 100, 200)] == [9.0, 9.0, 100_009.0]


def test_a_size_at_which_fewer_processes_ran_is_no_start() -> None:
    alone, *others = straight(641)
    known = [alone, *(replace(each, processes=2) for each in others)]

    assert fit(known, horizon=HELD).start == known[1]


@given(st.floats(20, 2000), st.floats(9, 300))
def test_a_forecast_of_a_line_holds_it(rate: float, start: float) -> None:
    law = fit(straight(rate, start=start), horizon=HELD)

    forecast = law.at(HELD)
    assert forecast.low <= start * MIB + rate * HELD <= forecast.high
    assert forecast.high - forecast.low < 0.2 * forecast.value


@given(st.floats(12, 10_000))
def test_the_most_lines_that_fit_do_fit_and_one_more_does_not(room: float) -> None:
    law = fit(straight(641), horizon=HELD)

    most = law.lines_within(room * MIB)

    assert most is not None
    assert most == 0 or law.at(most).high <= room * MIB
    assert law.at(most + 1).high > room * MIB


def test_what_is_constant_fits_without_limit_if_it_showed_no_growth_at_all() -> None:
    law = fit(points(11.0, 11.1, 11.1, 11.1, 11.1, 11.1), horizon=HELD)

    assert law.lines_within(13 * MIB) is None
    assert law.lines_within(10 * MIB) == 0


def test_a_steady_creep_of_what_is_called_constant_may_go_on() -> None:
    law = fit(points(120.0, *(120 + 3 * lines / MIB for lines in SIZES[1:])), horizon=1_600_000)

    assert law.kind is GrowthKind.CONSTANT
    assert law.at(10**9).value == pytest.approx(122.3 * MIB, rel=0.001)
    assert law.at(10**9).high > 3 * 10**9


@pytest.mark.parametrize("peaks", [(11.0, 11.0, 11.1, 11.2, 11.25, 11.3), (11.0, 11.01, 11.0, 11.02, 11.01, 11.03)])
def test_what_levels_off_or_cannot_be_told_from_noise_does_not_go_on(peaks: tuple[float, ...]) -> None:
    law = fit(points(*peaks), horizon=HELD)

    assert law.kind is GrowthKind.CONSTANT
    assert law.at(10**9) == law.at(HELD)
    assert law.lines_within(13 * MIB) is None


def test_a_constant_whose_sizes_differ_more_is_forecast_less_surely() -> None:
    steady, unsteady = (
        fit(points(300.0, 300.0, 300 + each, 300.0, 300 + each), horizon=HELD).at(HELD) for each in (1, 14)
    )

    assert steady.high - steady.value == pytest.approx(laws.level(301 * MIB))
    assert unsteady.high - unsteady.value > 1.5 * laws.level(314 * MIB)


def test_a_rate_that_rises_with_the_size_may_rise_further_and_one_that_falls_fall() -> None:
    rises = fit(points(*(11 + 100 * lines * log(lines) / 12 / MIB for lines in SIZES)), horizon=HELD)
    falls = fit(points(*(11 + 100 * lines * (1 - log(lines) / 50) / MIB for lines in SIZES)), horizon=HELD)

    assert rises.kind is falls.kind is GrowthKind.LINES
    assert rises.at(10**9).high > 11 * MIB + 100 * 10**9 * log(10**9) / 12
    assert falls.at(10**9).low < 11 * MIB + 100 * 10**9 * (1 - log(10**9) / 50)
    assert rises.at(SIZES[-1]).high < 1.5 * rises.at(SIZES[-1]).value


@pytest.mark.parametrize(("share", "straight_enough"), [(0.199, True), (0.201, False)])
def test_rates_that_differ_by_a_fifth_are_one_rate_and_by_more_none(share: float, *, straight_enough: bool) -> None:
    assert (fitting._rate([(100, 100 * (1 - share)), (100, 100 * (1 + share))]) is not None) == straight_enough


def test_one_more_entry_or_byte_is_growth_and_none_is_not() -> None:
    assert fitting._rate([(1, 1), (2, 2)]) == Rate(1.0, 0.0)
    assert fitting._rate([(0, 1), (2, 2)]) is fitting._rate([(1, 0), (2, 2)]) is None


def test_the_same_rate_at_every_size_does_not_drift() -> None:
    assert fit(straight(641), horizon=HELD).drift == 0


def test_no_forecast_is_surer_than_what_it_rests_on() -> None:
    exact = points(*(11 + lines * 641 / MIB for lines in SIZES))

    one, tree = (fit(exact, horizon=HELD, accuracy=each).at(HELD) for each in (laws.ACCURACY, laws.TREE_ACCURACY))

    assert one.high == pytest.approx(1.01 * one.value)
    assert tree.high == pytest.approx(1.05 * tree.value)


def test_fewer_sizes_give_a_wider_interval() -> None:
    few, many = (fit(straight(641)[:count], horizon=HELD).rate.spread for count in (3, 6))

    assert few > 3 * many


@pytest.mark.parametrize("freedom", [1, 2, 5, 10])
def test_students_t_is_the_known_one(freedom: int) -> None:
    assert fitting.student(freedom) == pytest.approx(stats().t.ppf(0.975, freedom), abs=0.001)


def test_students_t_is_on_the_safe_side_beyond_its_table() -> None:
    assert fitting.student(50) > stats().t.ppf(0.975, 50)


def test_intervals_for_one_more_size_are_those_of_the_textbook() -> None:
    off = [0.02, -0.01, 0.015, -0.025]

    expected = stats().t.ppf(0.975, 3) * (sum(x * x for x in off) / 3) ** 0.5 * (1 + 1 / 4) ** 0.5

    assert fitting._spread(off) == pytest.approx(expected, rel=1e-3)


def test_entries_follow_a_power_of_the_lines() -> None:
    known = [SizePoint(lines=n, peak=1.0, entries=round(7 * n**0.8)) for n in SIZES]

    exponent, factor = fitting._newcomers(known) or (0.0, laws.Rate(0, 0))

    assert exponent == pytest.approx(0.8, abs=0.01)
    assert log(factor.value) == pytest.approx(log(7), abs=0.1)


def test_a_law_without_growth_has_no_rate_to_be_below_zero() -> None:
    assert fit(points(30.0, 25.0, 20.0, 15.0), horizon=HELD).kind is GrowthKind.NONE
