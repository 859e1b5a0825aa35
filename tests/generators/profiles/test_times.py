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
}


@pytest.mark.parametrize(("value", "pattern"), WRITTEN.items())
def test_how_a_moment_is_written_is_found_out(value: str, pattern: str) -> None:
    assert times.pattern([value] * 3) == pattern


@pytest.mark.parametrize("value", ["", "10", "hello", "2026", "x" * 4_000, "99/Jan/2026:10:00:00 +0000"])
def test_what_is_no_moment_has_no_pattern(value: str) -> None:
    assert times.pattern([value]) == ""


def test_moments_are_microseconds() -> None:
    pattern = "%Y-%m-%d %H:%M:%S.%3f"

    first, second, third = times.moments(pattern, ["2024-02-29 23:59:59.500", "2024-03-01 00:00:00.000", "-"])

    assert first is not None
    assert second is not None
    assert (second - first, third) == (500_000, None)
