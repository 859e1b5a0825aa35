"""The clock of a twin: as fast as that of the log after a few lines already, and dates as the calendar has them."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from generators.profiles import times
from generators.profiles.schema import FieldFacts
from generators.twins.moments import LineClock, MomentWriter

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
