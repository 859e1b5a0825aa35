"""The clock of a twin: as fast as that of the log after a few lines already, and dates as the calendar has them."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from generators.lines.blocks import BLOCK
from generators.profiles import times
from generators.profiles.schema import FieldFacts
from generators.twins.moments import BEGIN, LineClock, MomentWriter, line_clocks

STEPS = [0] * 24 + [10**exponent for exponent in range(2, 11)]


@pytest.mark.parametrize("secret", [1, 2, 3])
@pytest.mark.parametrize("factor", [1, 3])
def test_after_a_tenth_of_a_block_a_clock_is_as_fast_as_its_log(secret: int, factor: int) -> None:
    field = FieldFacts(name="time", kind="time", steps=STEPS, mean=factor * sum(STEPS) // len(STEPS))

    passed = np.diff(LineClock(field, secret).moments(0, 2_000))

    assert passed.mean() == pytest.approx(field.mean, rel=0.1)
    assert passed.min() >= 0


def test_dates_are_those_of_the_calendar() -> None:
    start = datetime(1999, 12, 30, 23, 59, 58, 123_000, tzinfo=UTC)
    moments = [start + timedelta(hours=19 * number) for number in range(1_200)]
    written = MomentWriter("%Y-%m-%d %j %a %b %H:%M:%S.%3f").matrix(
        np.array([int(moment.timestamp()) * times.SECOND + 123_000 for moment in moments])
    )

    found = [bytes(row).decode() for row in written]
    assert found == [f"{moment:%Y-%m-%d %j %a %b %H:%M:%S}.123" for moment in moments]


def test_each_month_ends_where_that_of_the_calendar_does() -> None:
    ends = [
        datetime(year, month, day, 23, 59, 59, tzinfo=UTC)
        for year in (1900, 1999, 2000, 2001, 2004, 2099, 2100, 2400)
        for month in range(1, 13)
        for day in (1, monthrange(year, month)[1])
    ]
    written = MomentWriter("%Y-%m-%d %j %y %a %b", b"at ").matrix(
        np.array([int(moment.timestamp()) * times.SECOND for moment in ends])
    )

    assert [bytes(row).decode() for row in written] == [f"at {moment:%Y-%m-%d %j %y %a %b}" for moment in ends]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        *((f"%{places}f", "012345000"[:places]) for places in range(1, 10)),
        ("%s.%3f", "1767607629.012"),
        ("%e %H:%M:%S %z %:z", " 5 10:07:09 +0000 +00:00"),
    ],
)
def test_a_moment_is_written_as_its_pattern_says(form: str, text: str) -> None:
    moment = int(datetime(2026, 1, 5, 10, 7, 9, tzinfo=UTC).timestamp()) * times.SECOND + 12_345

    assert bytes(MomentWriter(form).matrix(np.array([moment]))[0]).decode() == text


@pytest.mark.parametrize(
    ("steps", "mean", "moments"),
    [
        (
            STEPS,
            sum(STEPS) // len(STEPS),
            [16_549_494_915_072, 16_549_494_915_628, 16_584_541_432_810, 22_065_948_116_688, 8_244_769_131],
        ),
        (
            STEPS,
            4 * sum(STEPS) // len(STEPS),
            [66_197_979_709_440, 66_197_979_709_902, 66_363_676_316_837, 88_263_901_792_414, 8_291_579_137],
        ),
        ([], 1_000, [49_152_000, 49_152_000, 49_280_000, 65_536_000, 8_311_038_331]),
        (
            [0, 5, 10**12],
            2 * times.DAY,
            [4_246_732_800_000_000, 4_246_910_966_042_068, 4_255_349_473_228_605, 5_662_254_684_954_528, 8_225_266_351],
        ),
    ],
)
def test_a_clock_goes_the_same_for_ever(steps: list[int], mean: int, moments: list[int]) -> None:
    found = LineClock(FieldFacts(name="time", kind="time", steps=steps, mean=mean), 7).moments(3, BLOCK) - BEGIN

    assert [*found[[0, 1, 100, -1]].tolist(), int((found % 1_000_003).sum())] == moments
    assert f"{datetime.fromtimestamp(BEGIN // times.SECOND, UTC):%Y-%m-%d %a}" == "2024-01-01 Mon"


def test_times_that_go_about_as_fast_share_a_clock() -> None:
    def clocks(*means: int) -> list[LineClock]:
        kinds = ("text", *["time"] * len(means))
        fields = [FieldFacts(name="time", kind=kind, mean=mean) for kind, mean in zip(kinds, (0, *means), strict=True)]
        found = line_clocks(fields, 1)
        assert list(found) == list(range(1, len(kinds)))
        return list(found.values())

    assert [
        len(set(map(id, clocks(*means)))) for means in ((100, 90), (90, 100), (100, 89), (89, 100), (9, 99, 9))
    ] == [
        1,
        1,
        2,
        2,
        2,
    ]
