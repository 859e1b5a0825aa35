from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model.errors import UsageError
from bench.model.units import LARGEST, parse_count, parse_counts, parse_duration, parse_size


@pytest.mark.parametrize(
    ("text", "count"),
    [("5M", 5_000_000), ("200k", 200_000), ("1_000_000", 1_000_000), ("1", 1), ("1.5k", 1500), (" 7 G ", 7 * 10**9)],
)
def test_a_count_is_read_as_people_write_it(text: str, count: int) -> None:
    assert parse_count(text) == count


def test_counts_are_separated_by_commas() -> None:
    assert parse_counts("50k, 200k,1M", "--sizes") == (50_000, 200_000, 1_000_000)


@pytest.mark.parametrize("text", ["", "50k,", ",50k", "50k,,1M", "50k,x"])
def test_a_count_that_is_missing_or_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_counts(text, "--sizes")


@pytest.mark.parametrize("text", ["0", "00", "0M", "0k", "0_0", "0.0G"])
def test_none_is_a_count_in_any_form_only_where_it_may_be(text: str) -> None:
    assert parse_count(text, or_none=True) == 0
    with pytest.raises(UsageError):
        parse_count(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        *[("12B", 12), ("3kB", 3_000), ("500MB", 500_000_000), ("2GB", 2_000_000_000), ("2TB", 2_000_000_000_000)],
        *[("64kib", 65_536), ("1.5 KiB", 1536), ("5MiB", 5_242_880), ("1GiB", 2**30), ("1TiB", 2**40)],
    ],
)
def test_a_size_is_read_in_either_system(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("5m", 300), ("250ms", 0.25), ("1.5h", 5400)])
def test_a_duration_is_read_in_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["-5", "0", "1e6", "5MB", "10^18", "", "k", "1.5", "٣", "1__k.5", "9" * 5000, "1 000"])
def test_a_count_that_cannot_be_meant_is_refused_with_the_forms_that_can(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_count(text)

    assert caught.value.exit_code == 2
    assert "5M" in caught.value.hint or str(LARGEST)[:1] in str(caught.value)


@pytest.mark.parametrize("text", ["0s", "s", "-1s", "5 MB", "nan", "inf", "1e3s", "10"])
def test_a_duration_needs_a_unit_and_is_above_zero(text: str) -> None:
    with pytest.raises(UsageError):
        parse_duration(text)


@pytest.mark.parametrize(
    ("parse", "text", "meant"),
    [(parse_count, "5m", "5M"), (parse_count, "1_0.5m", "1_0.5M"), (parse_duration, "5M", "5m")],
)
def test_a_million_and_a_minute_are_not_taken_for_each_other(
    parse: Callable[[str], float], text: str, meant: str
) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)

    assert caught.value.hint == f"Write it as {meant}."
    assert parse(meant)


@given(st.integers(1, LARGEST))
def test_every_plain_count_is_itself(count: int) -> None:
    assert parse_count(str(count)) == parse_count(f"{count:_}") == count


@given(st.integers(0, 999_999))
def test_a_fraction_of_a_million_is_exact(rest: int) -> None:
    assert parse_count(f"1.{rest:06}M") == 1_000_000 + rest


@pytest.mark.parametrize("parse", [parse_count, parse_size, parse_duration])
@given(text=st.text(max_size=20))
def test_any_text_is_either_read_or_refused(parse: Callable[[str], float], text: str) -> None:
    with suppress(UsageError):
        assert parse(text) > 0
