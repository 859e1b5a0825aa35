from datetime import UTC, datetime

import pytest

from generators.profiles import times

WRITTEN = {
    "05/Jan/2026:10:00:00 +0530": "%d/%b/%Y:%H:%M:%S %z",
    "2026-01-05T10:00:00.123Z": "%Y-%m-%dT%H:%M:%S.%3fZ",
    "2026-01-05 10:00:00,978": "%Y-%m-%d %H:%M:%S,%3f",
    "Jan  5 10:00:00": "%b %e %H:%M:%S",
    "Mon Jan 05 10:00:00.123456 2026": "%a %b %d %H:%M:%S.%6f %Y",
    "260105 100000": "%y%m%d %H%M%S",
    "1767607200": "%s",
    "1767607200123": "%s%3f",
    "1767607200.123": "%s.%3f",
    "05.01.2026 10:00:00,123": "%d.%m.%Y %H:%M:%S,%3f",
    "05.01.2026, 10:00:00.5": "%d.%m.%Y, %H:%M:%S.%1f",
    "01/25/2026 10:00:00": "%m/%d/%Y %H:%M:%S",
    "25/01/2026 10:00:00": "%d/%m/%Y %H:%M:%S",
    "Jan 05, 2026 10:00:00": "%b %d, %Y %H:%M:%S",
    "05.01.2026": "%d.%m.%Y",
    "1767607200,123": "%s,%3f",
}


@pytest.mark.parametrize(("value", "pattern"), WRITTEN.items())
def test_how_a_moment_is_written_is_found_out(value: str, pattern: str) -> None:
    assert times.pattern([value] * 3) == pattern


@pytest.mark.parametrize("value", ["", "10", "hello", "2026", "x" * 4_000, "99/Jan/2026:10:00:00 +0000"])
def test_what_is_no_moment_has_no_pattern(value: str) -> None:
    assert times.pattern([value]) == ""


GOOD, BAD = "2026-01-05 10:00:00", "2026-13-05 10:00:00"


@pytest.mark.parametrize(
    ("values", "is_found"),
    [
        ([GOOD] * 19 + [BAD], True),
        ([GOOD] * 18 + [BAD] * 2, False),
        ([BAD] * 4 + [GOOD] * 96, True),  # of the first five, one is enough
        ([BAD] * 5 + [GOOD] * 95, False),
        ([GOOD, BAD] * 200, True),  # of 400, every other one is looked at
        ([GOOD, BAD] * 199, False),
        ([GOOD] * 190 + [BAD] * 209, True),  # of 399, the first 200
        ([GOOD] * 189 + [BAD] * 210, False),
    ],
)
def test_most_of_those_that_are_looked_at_have_to_be_moments(values: list[str], *, is_found: bool) -> None:
    assert bool(times.pattern(values)) == is_found


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1999, 12, 31, 23, 59, 59, 123_456, tzinfo=UTC),
        datetime(2000, 2, 29, 1, 2, 3, tzinfo=UTC),
        datetime(2000, 3, 1, tzinfo=UTC),
        datetime(2023, 2, 28, tzinfo=UTC),
        datetime(2023, 3, 1, tzinfo=UTC),
        datetime(2024, 5, 31, 12, tzinfo=UTC),
        datetime(2100, 12, 1, tzinfo=UTC),
        datetime(2400, 2, 29, tzinfo=UTC),
        datetime(3001, 1, 30, tzinfo=UTC),
    ],
)
def test_moments_are_those_of_the_calendar(moment: datetime) -> None:
    wanted = int(moment.timestamp()) * 1_000_000 + moment.microsecond

    for written in ("%Y-%m-%d %H:%M:%S", "%d/%b/%Y:%H:%M:%S"):
        assert times.moments(f"{written}.%6f", [f"{moment:{written}.%f}"]) == [wanted]


@pytest.mark.parametrize(
    ("form", "value", "wanted"),
    [
        ("%s", "1767607200", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("%s%3f", "1767607200123", datetime(2026, 1, 5, 10, 0, 0, 123_000, tzinfo=UTC)),
        ("%s%9f", "1767607200123456789", datetime(2026, 1, 5, 10, 0, 0, 123_456, tzinfo=UTC)),
        ("%y%m%d", "260105", datetime(2026, 1, 5, tzinfo=UTC)),
        ("%b %e %H:%M", "Dec  5 10:07", datetime(times.YEAR, 12, 5, 10, 7, tzinfo=UTC)),
        ("%H", "10", datetime(times.YEAR, 1, 1, 10, tzinfo=UTC)),
    ],
)
def test_what_a_moment_does_not_say_is_the_first_of_a_year(form: str, value: str, wanted: datetime) -> None:
    assert times.YEAR == 2024
    assert times.moments(form, [value]) == [int(wanted.timestamp()) * 1_000_000 + wanted.microsecond]


def test_each_directive_is_as_wide_as_what_it_writes() -> None:
    moment = datetime(2026, 1, 5, tzinfo=UTC)

    assert {each: len(f"{moment:%{each}}") for each in times.WIDTHS} == times.WIDTHS
    assert times.pieces("%Y T%3f") == [("Y", ""), ("", " "), ("", "T"), ("3f", "")]


def test_moments_are_microseconds() -> None:
    pattern = "%Y-%m-%d %H:%M:%S.%3f"

    first, second, third = times.moments(pattern, ["2024-02-29 23:59:59.500", "2024-03-01 00:00:00.000", "-"])

    assert first is not None
    assert second is not None
    assert (second - first, third) == (500_000, None)
