"""Random values that are the same for ever: raw 64-bit words, mapped by whole numbers only.

The streams of numpy's Generator methods may change between its releases (NEP 19); the raw words of its bit generators
do not. Philox is counter-based, so the words of block 40,000 cost no more than those of block 0. Weights are whole
numbers computed with decimal arithmetic of fixed precision: a power taken by the C library may differ in its last bit
from one platform to the next, and one bit moves a border between two values.
"""

import hashlib
import threading
from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from math import lcm
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.model.types import Recipe

SLOTS: Final = 1 << 16
"""Places of a table that 16 random bits point into. A value that holds n of them has a share of n / 65,536."""

SETUP, LINES, WINDOWS, VARIABLE, SESSIONS = 0, 1, 2, 3, 4
"""Streams of one key: what is drawn once, per line, per window of time, per line for its variable part, per session."""

_GOLDEN: Final = 0x9E3779B1
"""2 ** 32 by the golden ratio."""

T = TypeVar("T")
_EXACT: Final = Context(prec=24)
_ONE: Final = 10**12


def key(recipe: Recipe) -> int:
    """Return the 128-bit key of Philox for a recipe: of its generator, version and seed."""
    text = f"leanlines {recipe.generator} {recipe.version} {recipe.seed}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")


def words(secret: int, stream: int, number: int, count: int) -> NDArray[np.uint64]:
    """Return the first `count` words of one block (or window) of a stream."""
    philox = _THREAD.philox
    philox.state = {
        "bit_generator": "Philox",
        "state": {
            "counter": np.array([0, *_halves(number), stream], dtype=np.uint64),
            "key": np.array(_halves(secret), dtype=np.uint64),
        },
        "buffer": _NOTHING,
        "buffer_pos": len(_NOTHING),
        "has_uint32": 0,
        "uinteger": 0,
    }
    return philox.random_raw(count)


class _Thread(threading.local):
    """What a thread draws from: a new one would first ask the system for chance, which takes as long as 3,000 lines."""

    def __init__(self) -> None:
        self.philox = np.random.Philox(0)


_THREAD: Final = _Thread()
_NOTHING: Final = np.zeros(4, dtype=np.uint64)


def _halves(number: int) -> list[int]:
    """Return the lower and the upper 64 bits of a number."""
    return [number & 0xFFFFFFFFFFFFFFFF, number >> 64]


def quarters(drawn: NDArray[np.uint64], number: int) -> NDArray[np.uint16]:
    """Return one of the four 16-bit parts of each word, the lowest first."""
    return drawn.astype("<u8", copy=False).view("<u2").reshape(-1, 4)[:, number]


def high_half(drawn: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Return the upper 32 bits of each word."""
    return drawn.astype("<u8", copy=False).view("<u4").reshape(-1, 2)[:, 1]


SETUP_PEOPLE, SETUP_REFERRERS, SETUP_VISITS = 100, 101, 102
"""Numbers of the setup streams that users, referrers and visits are drawn from; the levels have the first ones."""


class Draws:
    """Whole numbers drawn one after another while something is set up; slow, and few of them."""

    def __init__(self, secret: int, number: int) -> None:
        self._words: list[int] = []
        self._secret = secret
        self._number = number << 32

    def below(self, limit: int) -> int:
        """Return a number from 0 up to, and without, the limit."""
        if not self._words:
            self._words = words(self._secret, SETUP, self._number, 4096).tolist()
            self._number += 1
        return self._words.pop() * limit >> 64

    def several(self, count: int, limit: int) -> list[int]:
        """Return numbers from 0 up to, and without, the limit, which is at most 2 ** 32; fast for many."""
        drawn = words(self._secret, SETUP, self._number, count)
        self._number += 1
        numbers: list[int] = ((drawn >> np.uint64(32)) * np.uint64(limit) >> np.uint64(32)).tolist()
        return numbers

    def pick(self, values: Sequence[T]) -> T:
        """Return one of the values."""
        return values[self.below(len(values))]


@cache
def zipf(count: int, skew: float) -> tuple[int, ...]:
    """Return whole weights for ranks 1 to `count`: 1 / rank ** skew, in billionths of the first.

    A power of a product is the product of the powers, so only primes cost a logarithm (50 microseconds each).
    """
    if count == 0:
        return ()
    exponent = -Decimal(repr(skew))
    factors = _smallest_factors(count)
    weights = [Decimal(0), Decimal(1)]
    for rank in range(2, count + 1):
        factor = factors[rank]
        if factor == rank:
            weights.append(_EXACT.exp(_EXACT.multiply(exponent, _EXACT.ln(Decimal(rank)))))
        else:
            weights.append(_EXACT.multiply(weights[factor], weights[rank // factor]))
    return tuple(int(_EXACT.multiply(weight, _ONE)) for weight in weights[1:])


def _smallest_factors(count: int) -> list[int]:
    factors = list(range(count + 1))
    for factor in range(2, int(count**0.5) + 1):
        for multiple in range(factor * factor, count + 1, factor):
            if factors[multiple] == multiple:
                factors[multiple] = factor
    return factors


def apportion(weights: Sequence[int], places: int) -> list[int]:
    """Divide places by weight, to the largest remainders; everything with a weight gets one place at least.

    Needs at least as many places as there are weights above zero.
    """
    least = [1 if weight else 0 for weight in weights]
    spare = places - sum(least)
    total = sum(weights)
    wanted = [max(weight * places - total, 0) for weight in weights]
    whole = sum(wanted) or 1
    given = [low + want * spare // whole for low, want in zip(least, wanted, strict=True)]
    by_remainder = sorted(range(len(wanted)), key=lambda i: -(wanted[i] * spare % whole))
    for i in by_remainder[: places - sum(given)]:
        given[i] += 1
    return given


def whole(shares: Sequence[Fraction]) -> list[int]:
    """Return whole numbers in the proportions of shares."""
    scale = lcm(*(share.denominator for share in shares))
    return [int(share * scale) for share in shares]


def table(counts: Sequence[int]) -> NDArray[np.uint16]:
    """Return the table in which value i holds `counts[i]` places in a row."""
    return np.repeat(np.arange(len(counts), dtype=np.uint16), counts)


def even(count: int, luck: int) -> NDArray[np.int64]:
    """Return numbers of 32 bits that are spread evenly, so that shares of few of them are as asked: a Weyl sequence."""
    return (np.arange(count) * _GOLDEN + luck) & 0xFFFFFFFF


def threshold(share: float) -> int:
    """Return the border below which 32 random bits fall with this share."""
    return int(Fraction(repr(share)) * (1 << 32))


def fraction(share: float) -> Fraction:
    """Return a share as it was written: 0.1 is one tenth, not the nearest binary number."""
    return Fraction(repr(share))
