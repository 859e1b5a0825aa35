"""Share the places of a table among groups of values, in calm times and in bursts of one of the groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from bench.model.errors import UsageError
from generators.content.clock import DAY
from generators.lines.blocks import Bits, Indices, Ints
from generators.lines.random_draws import SLOTS, apportion, table, whole, zipf
from generators.lines.settings import SettingRange, setting

_MOST: Final = Fraction(9, 10)
"""Share of the bursting group within a burst, at most."""


@dataclass(frozen=True, kw_only=True)
class MixingSettings:
    """The settings of bursts."""

    bursts: int = setting(6, "bursts of errors per day", SettingRange(0, 96))
    burst_seconds: int = setting(300, "length of a burst in seconds", SettingRange(1, 900))
    burst_factor: int = setting(5, "how many times more errors there are in a burst", SettingRange(1, 100))


@dataclass(frozen=True, slots=True)
class Mix:
    """Groups of values, and how often each comes.

    Args:
        shares: group -> its share over the whole dataset; they add up to 1.
        numbers: group -> how many values it has; their frequencies follow Zipf's law.
        skew: exponent of that law.
        bursting: the group that there is more of in bursts.
    """

    shares: Mapping[str, Fraction]
    numbers: Mapping[str, int]
    skew: float
    bursting: str

    def tables(self, settings: MixingSettings) -> "Tables":
        """Return the tables to draw from.

        Raises:
            UsageError: where a group has more values than its share has places, or bursts hold more than there is.
        """
        calm, burst = _around(self.shares[self.bursting], settings)
        return Tables(np.concatenate([table(self._places(calm)), table(self._places(burst))]))

    def _places(self, bursting: Fraction) -> list[int]:
        """Return how many places each value holds where the bursting group has this share and others keep theirs."""
        rest = 1 - self.shares[self.bursting]
        shares = {
            group: bursting if group == self.bursting else share * (1 - bursting) / (rest or 1)
            for group, share in self.shares.items()
        }
        rooms = apportion(whole(list(shares.values())), SLOTS)
        counts: list[int] = []
        for group, room in zip(shares, rooms, strict=True):
            number = self.numbers[group] if room else 0
            if number > room:
                share = float(shares[group])
                hint = "Ask for fewer, raise its share, weaken bursts with --burst-factor, or see --variable."
                raise UsageError(
                    f"{number:,} distinct values are too many for {group}, which has {share:.2g} of the lines.", hint
                )
            counts += apportion(zipf(number, self.skew), room) if number else []
            counts += [0] * (self.numbers[group] - number)
        return counts


@dataclass(frozen=True, slots=True)
class Tables:
    """65,536 places for calm times and as many for bursts, each with the index of a value."""

    places: Indices

    def choose(self, bits: Bits, burst: Ints, seconds: Ints) -> Ints:
        """Return the index of a value for each line, from the table of bursts where `burst` is 1 for its second."""
        places = bits + burst.take(seconds) * SLOTS if burst.any() else bits
        return self.places.take(places).astype(np.int64)


def _around(overall: Fraction, settings: MixingSettings) -> tuple[Fraction, Fraction]:
    """Return a group's share in calm times and in bursts, so that its share over all is as asked."""
    busy = Fraction(settings.bursts * settings.burst_seconds, DAY)
    if busy == 1:
        return overall, overall  # a burst all day long is how it is
    in_burst = max(min(overall * settings.burst_factor, _MOST), overall)
    calm = (overall - busy * in_burst) / (1 - busy)
    if calm < 0:
        hint = "Lower --bursts, --burst-seconds or --burst-factor."
        raise UsageError("The bursts alone hold more errors than the whole log may have.", hint)
    return calm, in_burst


def rest_of(shares: Mapping[str, Fraction], options: str) -> Fraction:
    """Return the share that is left beside others.

    Raises:
        UsageError: if they are more than all, naming the options to lower.
    """
    total = sum(shares.values(), Fraction(0))
    if total > 1:
        raise UsageError(f"The shares add up to {float(total):g}, more than 1.", f"Lower {options}.")
    return 1 - total
