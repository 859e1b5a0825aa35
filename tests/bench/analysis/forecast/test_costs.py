from dataclasses import replace

import pytest

from bench.analysis.forecast import costs as forecast
from bench.analysis.forecast.costs import Costs, Need
from bench.model.sweep import CURVES, LARGEST
from bench.model.types import Instrument, Limits, Plan, Sample, Status
from tests.bench.builders import a_cell, quantities

MIB = 2**20
LIMITS = Limits(seconds=60, memory=2**32)
MOST = {Instrument.LINES: forecast.LINES_AT_MOST}
NEED = Need(size=1_000_000, start=0.1, run=2.0, base=10 * MIB, peak=110 * MIB)
BASE, OTHER, CONTROL = a_cell(), a_cell("other"), a_cell(control=True)
PLAN = Plan(run_id="r", started="", limits=LIMITS, cells=(BASE, OTHER, CONTROL), rounds=8, resident_processes=3)


def a_resident_sample(seconds: float = 2.1, run: float = 2.0, peak: float = 110 * MIB) -> Sample:
    values = {
        "process_seconds": (seconds, "s"),
        "run_seconds": (run, "s"),
        "import_peak": (10 * MIB, "B"),
        "peak": (peak, "B"),
    }
    return Sample(cell=BASE, instrument=Instrument.RESIDENT, values=quantities(values))


def a_process(instrument: Instrument, seconds: float, cell: object = BASE) -> Sample:
    return Sample(cell=cell, instrument=instrument, values=quantities({"process_seconds": (seconds, "s")}))  # type: ignore[arg-type]


def test_a_row_measured_at_one_size_grows_with_the_size() -> None:
    twice = forecast.scale([NEED], 2_000_000)

    assert (twice.run, twice.start) == (4.0, 0.1)
    assert twice.peak == 210 * MIB


def test_a_row_that_holds_a_block_at_a_time_needs_no_more_at_any_size() -> None:
    small = replace(NEED, size=20_000, run=0.02, peak=11 * MIB)
    large = replace(NEED, size=80_000, run=0.08, peak=11 * MIB)

    far = forecast.scale([large, small], 8_000_000)

    assert far.peak == 11 * MIB
    assert far.run == pytest.approx(8.0)


def test_beyond_what_was_measured_a_straight_line_is_assumed_and_said_to_be() -> None:
    small = replace(NEED, size=20_000, peak=30 * MIB, source="a pilot")
    large = replace(NEED, size=80_000, peak=90 * MIB, source="a pilot")

    far = forecast.scale([small, large], 3_200_000)

    assert far.peak == 3210 * MIB
    assert (far.least, far.assumed) == (90 * MIB, True)
    assert far.source.endswith("a pilot at size 80,000")


def test_from_one_size_proportion_is_assumed_and_less_data_may_need_no_more_than_the_start() -> None:
    half = forecast.scale([replace(NEED, source="r")], 500_000)

    assert (half.least, half.peak) == (10 * MIB, 60 * MIB)
    assert half.source.endswith("r at size 1,000,000")


def test_between_two_sizes_a_straight_line_is_assumed_too() -> None:
    small = replace(NEED, size=200_000, peak=30 * MIB, source="r")

    between = forecast.scale([small, replace(NEED, source="r")], 600_000)

    assert (between.least, between.peak) == (30 * MIB, 70 * MIB)
    assert between.source.endswith("below r at size 1,000,000")


def test_a_size_that_was_measured_is_known() -> None:
    known = forecast.scale([replace(NEED, size=20_000), replace(NEED, source="r")], NEED.size)

    assert (known.peak, known.least, known.assumed, known.source) == (NEED.peak, None, False, "r")


def test_fixed_parts_of_a_call_are_not_scaled() -> None:
    small, large = replace(NEED, size=100, run=1.1), replace(NEED, size=200, run=1.2)

    assert forecast.scale([small, large], 1000).run == pytest.approx(2.0)


def test_less_data_never_needs_less_than_nothing() -> None:
    small, large = replace(NEED, size=100, run=0.1), replace(NEED, size=200, run=2.0)

    assert forecast.scale([small, large], 1).run == 0.0


def test_traced_processes_take_longer_and_the_lines_only_part_of_the_data() -> None:
    assert forecast.seconds(NEED, Instrument.TRACED, MOST) > 4 * forecast.seconds(NEED, Instrument.RESIDENT, MOST)
    assert forecast.seconds(NEED, Instrument.LINES, MOST) < forecast.seconds(NEED, Instrument.TRACED, MOST)


@pytest.mark.parametrize(
    ("instrument", "run", "expected"),
    [
        (Instrument.ANSWER, 2.0, forecast.ANSWERS * (0.1 + 2.0 * forecast.ANSWERED / 1_000_000)),
        (Instrument.LINE_SECONDS, 2.0, 0.1 + forecast.SAMPLED + 1.0),
        (Instrument.LINE_SECONDS, 20.0, 20.1),
    ],
)
def test_answers_are_given_on_few_lines_and_a_sampler_looks_for_long_enough(
    instrument: Instrument, run: float, expected: float
) -> None:
    assert forecast.seconds(replace(NEED, run=run), instrument, MOST) == pytest.approx(expected)


def test_what_is_known_of_each_instrument_adds_up() -> None:
    costs = Costs(sizes={"d": 1_000_000}, needs={BASE: NEED})
    counts = {(BASE, Instrument.RESIDENT): 2, (BASE, Instrument.TIMING): 3}

    expected = sum(count * (costs.seconds(*kind) or 0) for kind, count in counts.items())
    assert forecast.total(costs, counts) == pytest.approx(expected)


def test_a_short_call_is_made_twice() -> None:
    assert forecast.seconds(replace(NEED, run=0.4), Instrument.TIMING, MOST) > 0.9


def test_what_a_process_takes_besides_its_call_is_its_start() -> None:
    need = forecast.need_of([a_resident_sample(seconds=2.1, run=2.0)], 1_000_000)

    assert (need.start, need.run) == pytest.approx((0.1, 2.0))


def test_nothing_is_told_before_anything_is_known() -> None:
    costs = Costs(sizes={"d": 1_000_000})

    assert forecast.total(costs, forecast.count_processes(PLAN, (), needs={})) is None


def test_one_known_row_speaks_for_the_others() -> None:
    costs = Costs(sizes={"d": 1_000_000}).after([a_resident_sample()])

    assert costs.seconds(OTHER, Instrument.RESIDENT) == costs.seconds(BASE, Instrument.RESIDENT)


def test_what_a_process_took_is_believed_more_than_any_factor() -> None:
    costs = Costs(sizes={"d": 1_000_000}).after([a_resident_sample(), a_process(Instrument.TIMING, 7.0)])

    assert costs.seconds(BASE, Instrument.TIMING) == pytest.approx(7.05)
    assert costs.seconds(CONTROL, Instrument.TIMING) == pytest.approx(7.05)


def test_a_row_that_took_longer_than_foreseen_makes_the_others_longer() -> None:
    needs = {BASE: NEED, OTHER: NEED}
    costs = Costs(sizes={}, needs=needs, taken={(BASE, Instrument.TRACED): [50.0]})

    assert costs.seconds(OTHER, Instrument.TRACED) == pytest.approx(50.05)


def test_all_that_is_planned_is_to_come() -> None:
    counts = forecast.count_processes(PLAN, (), needs={})

    assert counts[BASE, Instrument.RESIDENT] == 3
    assert counts[CONTROL, Instrument.TIMING] == 8
    assert (CONTROL, Instrument.TRACED) not in counts
    assert sum(counts.values()) == 2 * 3 + 3 * 8 + 2 * 2 + 2 + len(CURVES)  # of the baseline


@pytest.mark.parametrize(
    ("base", "other", "rounds"),
    [(0.9, 0.9, (6, 6, 6)), (0.9, 1.0, (6, 3, 6)), (1.0, 0.9, (3, 3, 3)), (0.9, None, (6, 6, 6))],
)
def test_a_first_impression_takes_fewer_rounds_where_a_call_or_its_baselines_takes_a_second(
    base: float, other: float | None, rounds: tuple[int, ...]
) -> None:
    plan = replace(PLAN, quick=True, rounds=6, long_rounds=3)
    known = {BASE: base, OTHER: other}

    counts = forecast.count_processes(
        plan, (), needs={cell: replace(NEED, run=run) for cell, run in known.items() if run}
    )

    assert tuple(counts[cell, Instrument.TIMING] for cell in (BASE, OTHER, CONTROL)) == rounds


def test_a_row_that_failed_is_near_to_none() -> None:
    failure = Sample(cell=OTHER, instrument=Instrument.RESIDENT, status=Status.TIMEOUT)
    third = a_cell("third")
    plan = replace(PLAN, cells=(BASE, OTHER, CONTROL, third), long_rounds=6)

    counts = forecast.count_processes(plan, (failure,), needs={BASE: NEED, third: replace(NEED, run=0.1)})

    assert [counts[cell, Instrument.TIMING] for cell in (BASE, CONTROL, third)] == [6, 0, 8]
    assert counts[replace(third, control=True), Instrument.TIMING] == 8


def test_what_has_ended_is_not_to_come() -> None:
    assert forecast.count_processes(PLAN, [a_resident_sample()], needs={})[BASE, Instrument.RESIDENT] == 2


def test_a_failed_row_takes_its_control_along() -> None:
    failure = replace(a_resident_sample(), status=Status.TIMEOUT)

    assert {cell for cell, _ in forecast.count_processes(PLAN, [failure], needs={})} == {OTHER}


def test_a_decided_row_is_still_traced() -> None:
    counts = forecast.count_processes(PLAN, (), {OTHER}, needs={})

    assert (OTHER, Instrument.TIMING) not in counts
    assert counts[OTHER, Instrument.TRACED] == 1


def test_a_process_that_failed_says_nothing_of_needs() -> None:
    assert forecast.need_of([replace(a_resident_sample(), status=Status.ERROR)], 10) is None


@pytest.mark.parametrize("instrument", CURVES)
def test_a_curve_that_nobody_asked_for_takes_as_long_as_a_part_of_the_data(instrument: Instrument) -> None:
    plans = (replace(PLAN, timeline=asked) for asked in (False, True))
    part, whole = (
        Costs(needs={BASE: NEED}, most=forecast.most_lines(plan)).seconds(BASE, instrument) for plan in plans
    )

    assert part
    assert whole
    fixed = NEED.start + forecast.BETWEEN
    assert (whole - fixed) / (part - fixed) == pytest.approx(NEED.size / LARGEST)


@pytest.mark.parametrize(("taken", "seconds"), [((), 9.05), ((5.0,), 5.05)])
def test_a_process_takes_what_it_took_in_an_earlier_run_until_it_has_run_itself(
    taken: tuple[float, ...], seconds: float
) -> None:
    kind = BASE, Instrument.TRACED
    known = Costs(needs={BASE: NEED}, earlier={kind: [9.0]}, taken={kind: taken} if taken else {})

    assert known.seconds(*kind) == pytest.approx(seconds)


def test_nothing_grows_where_the_peak_is_that_of_the_import() -> None:
    assert forecast.scale([replace(NEED, peak=5 * MIB)], 2_000_000).peak == 10 * MIB


def test_a_peak_that_two_long_processes_agree_on_needs_no_third() -> None:
    one = a_resident_sample()
    single = replace(one, values={**one.values, **quantities({"processes": (1, "1")})})

    counts = forecast.count_processes(PLAN, [single, replace(single, process=1)], needs={})

    assert [counts[cell, Instrument.RESIDENT] for cell in (BASE, OTHER)] == [0, 3]


@pytest.mark.parametrize(("steady", "alone"), [(True, 1), (False, 3)])
def test_processes_beside_each_other_take_their_share_or_as_long_as_the_longest(*, steady: bool, alone: int) -> None:
    costs = Costs(sizes={"d": 1_000_000}, needs={BASE: replace(NEED, steady=steady)}, beside=2)
    each = costs.seconds(BASE, Instrument.RESIDENT) or 0
    traced = costs.seconds(BASE, Instrument.TRACED) or 0

    assert forecast.total(costs, {(BASE, Instrument.RESIDENT): 3}) == pytest.approx(each * (alone + (3 - alone) / 2))
    assert forecast.total(costs, {(BASE, Instrument.TRACED): 1}) == pytest.approx(traced)
    known = replace(costs, taken={(BASE, Instrument.RESIDENT): [each - forecast.BETWEEN]})
    beside = 3 / 2 if steady else 3
    assert forecast.total(known, {(BASE, Instrument.RESIDENT): 3}) == pytest.approx(each * beside)
