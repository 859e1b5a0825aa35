import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import formatting
from bench.model.formatting import KIB, MIB, NOT_AVAILABLE, SECONDS
from bench.model.types import FailedEdgeCases
from tests.gold import Gold

MEBI = 2**20
AMOUNTS = st.floats(min_value=1e-9, max_value=1e15)


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        (1.1, 1.07, 1.13, " (1.07 to 1.13)"),
        (0.9996, 0.999, 1.00002, " (0.9990 to 1.000)"),
        (1.1, 1.099, 1.101, ""),
        (1.1, None, None, ""),
    ],
)
def test_the_interval_of_a_quotient_has_as_many_digits_as_the_quotient(
    value: float, low: float | None, high: float | None, shown: str
) -> None:
    assert formatting.ratio_interval(value, low, high) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.08, "0.0800"), (1.2399, "1.24"), (83.25, "83.2"), (9.996, "10.0"), (634.4, "634"), (12345, "12,300")],
)
def test_a_figure_has_three_significant_digits(value: float, text: str) -> None:
    assert formatting.significant(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.24, "1.24 s"), (0.0832, "83.2 ms"), (41e-6, "41.0 µs"), (33e-9, "33.0 ns"), (0.99999, "1.00 s"), (0, "0 s")],
)
def test_a_time_alone_takes_the_unit_that_suits_it(value: float, text: str) -> None:
    assert formatting.seconds(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(318 * MEBI, "318 MiB"), (MEBI, "1.00 MiB"), (0.5 * MEBI, "512 KiB"), (24 * 1024, "24.0 KiB"), (0, "0 KiB")],
)
def test_memory_alone_is_mebibytes_down_to_one(value: float, text: str) -> None:
    assert formatting.memory(value) == text


def test_an_amount_of_any_order_takes_the_unit_that_suits_it() -> None:
    assert [*map(formatting.amount, (318 * MEBI, 2**30, 18.4 * 2**30))] == ["318 MiB", "1.00 GiB", "18.4 GiB"]


def test_a_sentence_gets_two_digits_and_three_where_two_hide_something() -> None:
    given = (1.04, 1.1, 2.04, 99.4, 100, 717.4)

    assert [*map(formatting.rounded, given)] == ["1.04", "1.1", "2.0", "99", "100", "717"]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (formatting.counted(99.5), "99.5"),
        (formatting.counted(100), "100"),
        (formatting.counted(100.4), "100"),
        (formatting.counted(7), "7"),
        (formatting.counted(1e6), "1,000,000"),
        (formatting.verb(1, "is", "are"), "is"),
        (formatting.verb(0, "is", "are"), "are"),
        (formatting.about(16.2), "about 16 times as fast"),
        (formatting.about(0.7), "takes about 1.4 times as long"),
        (formatting.about(1.001), formatting.ABOUT_EQUAL),
        (formatting.estimated(16.2), "about 16"),
        (formatting.plural(1, "process", "processes"), "1 process"),
        (formatting.plural(1_200, "process", "processes"), "1,200 processes"),
        (formatting.number_of(0, "row"), "no rows"),
        (formatting.number_of(1, "row"), "1 row"),
        (formatting.continued("a\nb"), "a\n    b"),
        (formatting.listed("abc", 3), "a; b; c"),
        (formatting.listed("abcd", 2), "a; b; and 2 more"),
        (formatting.between(0.995, 2.03), "between 0.995 and 2.03 times as fast"),
        (formatting.between(1.2, 1.5), "between 1.20 and 1.50 times as fast"),
        (formatting.between(0.5, 0.8), "takes between 1.25 and 2.00 times as long"),
    ],
)
def test_a_number_is_said_as_a_sentence_needs_it(said: str, text: str) -> None:
    assert said == text


def test_edge_cases_are_counted_and_some_are_named(gold: Gold) -> None:
    def said(*names: str, most: int = 0, total: int = 27, **more: Any) -> str:
        return formatting.edge_cases(FailedEdgeCases(names=names, total=total, **more), most)

    found = (
        said("a", total=1),
        said("a", "b", untried=3),
        said("a", "b", most=2),
        said("a", "b", "c", most=2, ordinary=("d",)),
        said(ordinary=("d", "e")),
    )
    gold("reasons", "edge cases", "\n".join(found))


def test_a_column_of_times_keeps_the_unit_of_its_largest_while_the_least_is_legible() -> None:
    assert formatting.seconds_unit([2.0, 0.08, None]) == SECONDS[0]
    assert formatting.seconds_unit([2.0, 0.002]) == SECONDS[1]


def test_a_column_of_memory_is_mebibytes_unless_all_of_it_is_small() -> None:
    assert formatting.memory_unit([24 * 1024, 294 * MEBI]) == MIB
    assert formatting.memory_unit([24 * 1024, None]) == KIB


def test_a_column_without_figures_still_has_a_unit() -> None:
    assert formatting.seconds_unit([None]) == SECONDS[0]
    assert formatting.memory_unit([]) == MIB


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0 bytes"), (140_600_000, "141 MB"), (2.5e9, "2.50 GB"), (999, "999 bytes")]
)
def test_a_file_size_is_decimal(value: float, text: str) -> None:
    assert formatting.size(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.2, "0 s"), (48, "48 s"), (300, "5 min"), (312, "5 min 12 s"), (7200, "2 h"), (7500, "2 h 05 min")],
)
def test_a_wait_is_said_as_a_clock_would(value: float, text: str) -> None:
    assert formatting.duration(value) == text


def test_thousands_are_separated() -> None:
    assert formatting.count(1_000_000) == "1,000,000"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        *[(0, "0.0 %"), (0.0001, "under 0.1 %"), (0.006, "0.6 %"), (0.987, "98.7 %")],
        *[(0.9994, "99.9 %"), (0.9996, "over 99.9 %"), (1, "100.0 %"), (1.0002, "100.0 %")],
    ],
)
def test_a_share_is_a_percentage_with_one_decimal(share: float, text: str) -> None:
    assert formatting.percent(share) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.4, "2.40"), (1.0496, "1.05"), (1.0031, "1.003"), (0.99962, "0.9996"), (1.0, "1.00"), (1 + 1e-9, "1.00")],
)
def test_a_ratio_near_one_gets_the_digits_that_show_its_difference(value: float, text: str) -> None:
    assert formatting.ratio(value) == text


def test_a_ratio_is_said_in_times_both_ways() -> None:
    assert formatting.times(2.4) == "2.40 times as fast"
    assert formatting.times(1.0) == "1.00 times as fast"
    assert formatting.times(1 / 1.43) == "takes 1.43 times as long"


@pytest.mark.parametrize(
    ("low", "high", "figures"),
    [(0.995, 2.03, ("0.995", "2.03")), (1.2, 2.0, ("1.20", "2.00")), (0.5, 0.8, ("1.25", "2.00"))],
)
def test_the_ends_of_a_span_have_one_unit(low: float, high: float, figures: tuple[str, str]) -> None:
    said = formatting.between(low, high)

    assert (said.count("times as fast"), said.count("times as long")) == ((0, 1) if high < 1 else (1, 0))
    assert tuple(re.findall(r"[\d.]+", said)) == figures


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (634, 8.242, "saved 98.7 %"),
        (1000, 1000, "saved 0.0 %"),
        (1000, 1200, "needs 1.20 times as much"),
        (1000, 1004, "as much"),
        (1_000_000, 4, "saved 99.9996 %"),
        (1000, 0, "saved 100 %"),
    ],
)
def test_what_was_saved_is_a_percentage_and_more_is_said_in_times(before: float, after: float, text: str) -> None:
    assert formatting.saved(before, after) == text


@given(st.floats(1, 1e12), st.floats(1e-3, 1))
def test_only_what_leaves_nothing_saves_a_hundred_percent(before: float, left: float) -> None:
    assert formatting.saved(before, before * left) != "saved 100 %"


@pytest.mark.parametrize(
    ("counts", "text"), [([1, 1], "1 round"), ([8, 8], "8 rounds"), ([8, 7, 8], "7 to 8 rounds"), ([], "0 rounds")]
)
def test_rounds_are_one_number_or_a_range(counts: list[int], text: str) -> None:
    assert formatting.rounds(counts) == text


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (1000, 1002, "1.002 times as much"),
        (1_000_000, 1_000_999, "999 bytes more"),
        (717 << 20, (717 << 20) + 1, "1 byte more"),
        (524_289, 524_288, "1 byte less"),
        (2**20, 2**19, "0.500 times as much"),
        (0, 12, "12 bytes more"),
    ],
)
def test_a_change_that_hardly_a_factor_shows_is_told_in_bytes(before: float, after: float, text: str) -> None:
    assert formatting.grown(before, after) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1_444_000, "1.44 million"), (999_000, "999 thousand"), (4_214, "4.21 thousand"), (730.4, "730"), (0.5, "0.500")],
)
def test_a_rate_has_a_unit_that_shows_it(value: float, text: str) -> None:
    assert formatting.per_second(value) == text


def test_a_missing_figure_is_never_nought() -> None:
    said = (
        formatting.seconds(None),
        formatting.memory(None),
        formatting.size(None),
        formatting.duration(None),
        formatting.count(None),
        formatting.percent(None),
        formatting.ratio(None),
        formatting.times(None),
        formatting.saved(None, 1),
        formatting.saved(1, None),
        MIB.number(None),
    )

    assert set(said) == {NOT_AVAILABLE}


@given(AMOUNTS)
def test_a_figure_reads_back_within_half_its_last_digit(value: float) -> None:
    text = formatting.significant(value)

    assert float(text.replace(",", "")) == pytest.approx(value, rel=0.0051)
    assert "e" not in text


@given(AMOUNTS, AMOUNTS)
def test_larger_figures_never_read_as_smaller(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert float(formatting.significant(low).replace(",", "")) <= float(formatting.significant(high).replace(",", ""))


@pytest.mark.parametrize(
    ("ratio", "text"), [(1.0, "0.0 %"), (1.039, "3.9 %"), (1.499, "49.9 %"), (1.5, "a factor of 1.50")]
)
def test_what_equal_things_differ_by_is_a_share_and_from_half_on_a_factor(ratio: float, text: str) -> None:
    assert formatting.difference(ratio) == text


@pytest.mark.parametrize(("share", "text"), [(0.0189, "+1.9 %"), (-0.0006, "-0.1 %"), (-0.0004, "+0.0 %")])
def test_a_change_that_is_nothing_when_rounded_has_no_minus(share: float, text: str) -> None:
    assert formatting.change(share) == text
