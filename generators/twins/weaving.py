"""Texts that vary from line to line: one piece with the places that vary, written over a few characters at a time.

As pieces, every run of letters or digits would be handled on its own. So a text is placed once, and then windows of it
are written over, each from a table of ready fillings: all that there are if they are few, or else as many as do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.lines.blocks import Canvas, Ints
from generators.lines.random_draws import Draws
from generators.twins.alphabet import Choice

Words = NDArray[np.uint64]

WIDTHS: Final = (16, 8, 4, 2, 1)
_LEAST: Final = {16: 64, 8: 17, 4: 0, 2: 0, 1: 0}
"""Width of a window -> places of a text that vary, from which it is used."""

_ALL: Final = 1 << 14
"""Fillings of a window, up to which it has all of them."""

_SOME: Final = {16: 1024, 8: 1024}
_USUAL: Final = 4096
_MULTIPLIER: Final = 0xD6E8FEB86659FD93
_WORD: Final = (1 << 64) - 1
_HALF: Final = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of all texts, in arrays.

    Args:
        offsets: of each window within its text.
        widths: in bytes.
        firsts: where its table begins, among those of its width.
        sizes: of its table.
        multipliers: make windows differ that are drawn for the same text; 1 where a word is a place in the table.
        tables: width -> fillings of all windows of this width.
    """

    offsets: Ints
    widths: Ints
    firsts: Ints
    sizes: Words
    multipliers: Words
    tables: Mapping[int, NDArray[np.void]]


class Loom:
    """Collects the windows of texts.

    Args:
        draws: what fillings are drawn with where there are too many.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._windows: list[tuple[int, int, int, int]] = []
        self._tables: dict[int, list[bytes]] = {width: [] for width in WIDTHS}
        self._sizes = dict.fromkeys(WIDTHS, 0)
        self._direct: list[int] = []
        self._known: dict[tuple[Choice, ...], tuple[int, int]] = {}

    def add(self, places: Sequence[Choice]) -> tuple[int, int]:
        """Return the first window of a text and their number.

        Args:
            places: what each byte is drawn from; one that stays has one choice.
        """
        varying = [place for place, choice in enumerate(places) if len(choice) > 1]
        width = next(width for width in WIDTHS if len(places) >= width and len(varying) >= _LEAST[width])
        first, end = len(self._windows), 0
        for place in varying:
            if place >= end:
                start = min(place, len(places) - width)
                end = start + width
                self._windows.append((start, width, *self._table(tuple(places[start:end]))))
                if place == varying[0] and prod(len(choice) for choice in places[start:end]) <= _ALL:
                    self._direct.append(first)  # different words are different texts, as long as there are as many
        return first, len(self._windows) - first

    def freeze(self) -> Windows:
        """Return the arrays."""
        windows = np.array(self._windows or [(0, 1, 0, 1)], dtype=np.int64)
        multipliers = [((2 * number + 1) * _MULTIPLIER) & _WORD for number in range(len(windows))]
        for number in self._direct:
            multipliers[number] = 1
        return Windows(
            offsets=windows[:, 0].copy(),
            widths=windows[:, 1].copy(),
            firsts=windows[:, 2].copy(),
            sizes=windows[:, 3].astype(np.uint64),
            multipliers=np.array(multipliers, dtype=np.uint64),
            tables={
                width: np.frombuffer(b"".join(texts), dtype=f"V{width}")
                for width, texts in self._tables.items()
                if texts
            },
        )

    def _table(self, places: tuple[Choice, ...]) -> tuple[int, int]:
        if places not in self._known:
            width = len(places)
            count = prod(len(choice) for choice in places)
            filled = _every(places, count) if count <= _ALL else self._some(places, _SOME.get(width, _USUAL))
            self._known[places] = self._sizes[width], len(filled)
            self._tables[width].append(filled.tobytes())
            self._sizes[width] += len(filled)
        return self._known[places]

    def _some(self, places: tuple[Choice, ...], count: int) -> NDArray[np.uint8]:
        drawn = np.array(self._draws.several(count * len(places), 1 << 16)).reshape(count, len(places))
        columns = [_codes(choice).take(drawn[:, at] * len(choice) >> 16) for at, choice in enumerate(places)]
        return np.stack(columns, axis=1)


def _every(places: tuple[Choice, ...], count: int) -> NDArray[np.uint8]:
    numbers, columns = np.arange(count), []
    for choice in places:
        columns.append(_codes(choice).take(numbers % len(choice)))
        numbers //= len(choice)
    return np.stack(columns, axis=1)


def _codes(choice: Choice) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(choice), dtype=np.uint8)


def write(canvas: Canvas, windows: Windows, at: Ints, chosen: tuple[Ints, Ints], drawn: Words) -> None:
    """Write over the windows of texts.

    Args:
        canvas: where to.
        windows: of all texts.
        at: the first byte of each text.
        chosen: the first window of each, and their number.
        drawn: a word for each text.
    """
    firsts, counts = chosen
    widths = windows.widths.take(firsts)  # all windows of a text have one width
    for width, table in windows.tables.items():
        some = (widths == width).nonzero()[0] if len(windows.tables) > 1 else np.arange(len(firsts))
        numbers, bits, places = firsts.take(some), drawn.take(some), at.take(some)
        each = counts.take(some)
        ends: Ints = each.cumsum()
        if len(some) and ends[-1] > len(some):
            numbers = np.repeat(numbers - (ends - each), each)
            numbers += np.arange(len(numbers))
            bits, places = np.repeat(bits, each), np.repeat(places, each)
        luck: Words = bits * windows.multipliers.take(numbers) >> _HALF
        luck = luck * windows.sizes.take(numbers) >> _HALF
        rows = windows.firsts.take(numbers) + luck.astype(np.int64)
        canvas.place(table.take(rows), places + windows.offsets.take(numbers))
