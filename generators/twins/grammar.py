"""The grammar of a twin: values are programs of parts, and a part is a piece drawn from a table, or a slot.

All of it lies in flat arrays of whole numbers, so that a block of lines is expanded by a few dozen calls of numpy,
whatever the number of templates. It is built in Python once; `freeze` makes the arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.lines.blocks import LONGEST, Pieces
from generators.lines.random_draws import Draws
from generators.twins.alphabet import Choice
from generators.twins.weaving import Loom, Windows

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

_WIDE: Final = 32
"""Bytes of a chunk that pieces are copied by; less and more are slower on each of ten logs."""

SLOT_PLACES: Final = 1 << 12
"""Places of the table that a slot or a pool of rare shapes is drawn from."""

_SALT: Final = 0x9E3779B97F4A7C15
_WORD: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Arrays:
    """A grammar in arrays.

    Args:
        pieces: all ready texts.
        entries: tables of pieces, one after another.
        part_first: where the table of a part begins, among the entries or, for a slot, among the slot's values.
        part_size: places of that table.
        part_salt: makes parts differ that are drawn for the same line.
        part_is_slot: whether the part is a slot.
        part_is_direct: whether the word of a value is its place in the table, in 64 bits, and not mixed before.
        part_window: the first window of a part that is written over.
        part_windows: how many it has; 0 for all others.
        part_is_woven: whether it has any.
        windows: of all parts.
        slot_parts: tables of what fills slots, one after another: the part of each value that is one part, and the
            complement of each other value.
        program_first: where the parts of a program begin.
        program_size: how many there are.
        program_parts: the parts of all programs.
        value_first: where the programs of a value begin.
        value_size: how many it has to choose from.
        value_varies: whether it has several.
        value_program: the first of them.
        value_from: from how many values a pool of rare ones draws; 0 is no limit.
        value_is_limited: whether there is one.
        value_salt: makes pools differ.
        value_piece: the piece of a value that is always the same; -1 for all others.
        programs: the programs of all values.
    """

    pieces: Pieces
    entries: Ints
    part_first: Ints
    part_size: Ints
    part_salt: Words
    part_is_slot: NDArray[np.bool_]
    part_is_direct: NDArray[np.bool_]
    part_window: Ints
    part_windows: Ints
    part_is_woven: NDArray[np.bool_]
    windows: Windows
    slot_parts: Ints
    program_first: Ints
    program_size: Ints
    program_parts: Ints
    value_first: Ints
    value_size: Ints
    value_varies: NDArray[np.bool_]
    value_program: Ints
    value_from: Ints
    value_is_limited: NDArray[np.bool_]
    value_salt: Words
    value_piece: Ints
    programs: Ints

    def codes(self, values: Ints) -> Ints:
        """Return the piece of each value that is always the same one, and the complement of each other value."""
        pieces = self.value_piece.take(values)
        return np.where(pieces < 0, ~values, pieces)


class Grammar:
    """A grammar while it is built.

    Args:
        draws: what is drawn with meanwhile.
    """

    def __init__(self, draws: Draws) -> None:
        self._loom = Loom(draws)
        self._pieces: list[bytes] = []
        self._numbers: dict[bytes, int] = {}
        self._entries: list[Ints] = []
        self._entry_count = 0
        self._tables: dict[tuple[bytes, ...], tuple[int, int]] = {}
        self._parts: list[tuple[int, int, bool, int, int, bool]] = []
        self._constants: dict[bytes, int] = {}
        self._slot_values: list[Ints] = []
        self._slot_count = 0
        self._programs: list[list[int]] = []
        self._values: list[tuple[int, int, int]] = []
        self._value_programs: list[int] = []

    def constant(self, text: bytes) -> int:
        """Return the part that is always the same text."""
        if text not in self._constants:
            self._constants[text] = self._part(*self._table((text,)))
        return self._constants[text]

    def choice(self, texts: tuple[bytes, ...]) -> int:
        """Return a new part that is any of some texts: of evenly spread words as many of each."""
        return self._part(*self._table(texts), direct=True)

    def woven(self, places: Sequence[Choice]) -> int:
        """Return a new part of which some bytes vary, by what each of them is drawn from."""
        first, count = self._loom.add(places)
        return self._part(*self._table((b"".join(choice[0] for choice in places),)), windows=(first, count))

    def slot(self, values: Sequence[int], places: Sequence[int], *, is_direct: bool = False) -> int:
        """Return a new part that is any of some values, each of which has places in a table, as `choice` has texts."""
        table = np.repeat(np.array(values, dtype=np.int64), lowest(places))
        self._slot_values.append(table)
        self._slot_count += len(table)
        return self._part(self._slot_count - len(table), len(table), slot=True, direct=is_direct)

    def program(self, parts: Sequence[int | bytes]) -> int:
        """Return a new program; texts that follow each other become one piece."""
        out: list[int] = []
        waiting = b""
        for part in parts:
            if isinstance(part, bytes):
                waiting += part
                continue
            out += [*self._texts(waiting), part]
            waiting = b""
        out += self._texts(waiting)
        out = out or [self.constant(b"")]
        self._programs.append(out)
        return len(self._programs) - 1

    def value(self, programs: Sequence[int], drawn_from: int = 0) -> int:
        """Return a new value that is written by any of some programs."""
        self._values.append((len(self._value_programs), len(programs), drawn_from))
        self._value_programs += programs
        return len(self._values) - 1

    def text(self, text: bytes) -> int:
        """Return a new value that is always the same text."""
        return self.value([self.program([text])])

    def freeze(self) -> Arrays:
        """Return the arrays of a grammar that has a value."""
        parts = np.array(self._parts, dtype=np.int64)
        sizes = [len(parts) for parts in self._programs]
        values = np.array(self._values, dtype=np.int64)
        entries, firsts = _join(self._entries), np.cumsum([0, *sizes])[:-1]
        steady = (parts[:, 1] == 1) & (parts[:, 2] == 0) & (parts[:, 4] == 0)
        pieces = np.where(steady, entries.take(np.where(steady, parts[:, 0], 0)), -1)
        single = np.array([parts[0] if len(parts) == 1 else -1 for parts in self._programs], dtype=np.int64)
        pieces = np.where(single < 0, -1, pieces.take(np.maximum(single, 0)))
        chosen = np.array(self._value_programs, dtype=np.int64)
        slots = _join(self._slot_values)
        plain = (values[:, 1] == 1) & (values[:, 2] == 0)
        fixed = np.where(plain, single.take(chosen.take(values[:, 0])), -1).take(slots)
        return Arrays(
            pieces=Pieces(self._pieces, _WIDE),
            entries=entries,
            part_first=parts[:, 0].copy(),
            part_size=parts[:, 1].copy(),
            part_salt=_salts(len(parts), 1),
            part_is_slot=parts[:, 2].astype(np.bool_),
            part_is_direct=parts[:, 5].astype(np.bool_),
            part_window=parts[:, 3].copy(),
            part_windows=parts[:, 4].copy(),
            part_is_woven=parts[:, 4] > 0,
            windows=self._loom.freeze(),
            slot_parts=np.where(fixed < 0, ~slots, fixed),
            program_first=firsts.astype(np.int64),
            program_size=np.array(sizes, dtype=np.int64),
            program_parts=np.array([part for parts in self._programs for part in parts], dtype=np.int64),
            value_first=values[:, 0].copy(),
            value_size=values[:, 1].copy(),
            value_varies=values[:, 1] > 1,
            value_program=chosen.take(values[:, 0]),
            value_from=values[:, 2].copy(),
            value_is_limited=values[:, 2] > 0,
            value_salt=_salts(len(values), 2),
            value_piece=np.where(values[:, 1] == 1, pieces.take(chosen.take(values[:, 0])), -1),
            programs=chosen,
        )

    def _texts(self, text: bytes) -> list[int]:
        longest = LONGEST - 1
        return [self.constant(text[at : at + longest]) for at in range(0, len(text), longest)]

    def _part(self, first: int, size: int, windows: tuple[int, int] = (0, 0), **is_it: bool) -> int:
        """Return a new part by its table, its first window and their number, and whether it is a `slot` or `direct`."""
        self._parts.append((first, size, is_it.get("slot", False), *windows, is_it.get("direct", False)))
        return len(self._parts) - 1

    def _table(self, texts: tuple[bytes, ...]) -> tuple[int, int]:
        if texts not in self._tables:
            self._tables[texts] = self._entry_count, len(texts)
            self._entries.append(np.array([self._piece(text) for text in texts], dtype=np.int64))
            self._entry_count += len(texts)
        return self._tables[texts]

    def _piece(self, text: bytes) -> int:
        number = self._numbers.setdefault(text, len(self._pieces))
        if number == len(self._pieces):
            self._pieces.append(text)
        return number


def lowest(shares: Sequence[int]) -> list[int]:
    """Return shares in their lowest terms: of a smaller table, by the same random word, the same is drawn."""
    divisor = gcd(*shares) or 1
    return [share // divisor for share in shares]


def _join(tables: Sequence[Ints]) -> Ints:
    return np.concatenate(tables) if tables else np.zeros(1, dtype=np.int64)


def _salts(count: int, stream: int) -> Words:
    numbers = [((number * 2 + 1) * _SALT + (stream << 40)) & _WORD for number in range(count)]
    return np.array(numbers, dtype=np.uint64)
