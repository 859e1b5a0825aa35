from fractions import Fraction

import numpy as np
import pytest

from bench.model.errors import UsageError
from generators.content.clock import DAY
from generators.content.mixing import Mix, MixingSettings, rest_of
from generators.lines.random_draws import SLOTS

SHARES = {"good": Fraction(9, 10), "bad": Fraction(1, 10)}


def test_a_group_has_its_share_over_calm_times_and_bursts_together() -> None:
    settings = MixingSettings(bursts=6, burst_seconds=600, burst_factor=4)

    places = Mix(SHARES, {"good": 10, "bad": 5}, 1.0, "bad").tables(settings).places

    calm, burst = (np.count_nonzero(half >= 10) / SLOTS for half in (places[:SLOTS], places[SLOTS:]))
    busy = 6 * 600 / DAY
    assert burst == pytest.approx(0.4, abs=1e-4)
    assert calm * (1 - busy) + burst * busy == pytest.approx(0.1, abs=1e-4)


def test_values_are_drawn_from_the_table_of_the_moment() -> None:
    tables = Mix(SHARES, {"good": 1, "bad": 1}, 1.0, "bad").tables(MixingSettings(bursts=6, burst_factor=9))
    bits = np.arange(SLOTS, dtype=np.uint16)

    calm = tables.choose(bits, np.array([0]), np.zeros(SLOTS, dtype=np.int64))
    burst = tables.choose(bits, np.array([1]), np.zeros(SLOTS, dtype=np.int64))

    assert calm.sum() < SLOTS / 10 < burst.sum()


def test_too_many_values_for_a_share_are_refused() -> None:
    with pytest.raises(UsageError, match=r"7,000 distinct values .* bad"):
        Mix(SHARES, {"good": 1, "bad": 7_000}, 1.0, "bad").tables(MixingSettings())


def test_bursts_cannot_hold_more_than_there_is() -> None:
    with pytest.raises(UsageError, match="bursts alone hold more"):
        Mix(SHARES, {"good": 1, "bad": 1}, 1.0, "bad").tables(
            MixingSettings(bursts=96, burst_seconds=800, burst_factor=9)
        )


def test_bursts_all_day_long_hold_what_there_is() -> None:
    places = Mix(SHARES, {"good": 1, "bad": 1}, 1.0, "bad").tables(MixingSettings(bursts=96, burst_seconds=900)).places

    assert np.mean(places[SLOTS:]) == pytest.approx(0.1, abs=1e-4)


def test_a_group_without_a_share_is_never_drawn() -> None:
    tables = Mix({"good": Fraction(1), "bad": Fraction(0)}, {"good": 3, "bad": 0}, 1.0, "bad").tables(MixingSettings())

    assert set(tables.places.tolist()) == {0, 1, 2}


def test_shares_of_more_than_all_are_refused() -> None:
    assert rest_of({"a": Fraction(1, 4)}, "--a") == Fraction(3, 4)
    with pytest.raises(UsageError, match=r"add up to 1\.25"):
        rest_of({"a": Fraction(1), "b": Fraction(1, 4)}, "--a")
