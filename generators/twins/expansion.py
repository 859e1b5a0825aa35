"""Expand values to pieces: a few dozen calls of numpy for all lines of a part of a block.

What is drawn is a function of a 64-bit word for each value, so that a value that is drawn again has the same text. The
words are mixed by whole numbers alone, which are the same on every machine.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from generators.twins.grammar import Arrays, Ints, Words

_HALF: Final = np.uint64(32)
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_BY_30: Final = np.uint64(30)
_BY_27: Final = np.uint64(27)
_BY_31: Final = np.uint64(31)


def mixed(numbers: Words) -> Words:
    """Return 64 well-mixed bits of each number, one to one (the finalizer of SplitMix64)."""
    out = numbers + _GOLDEN
    out ^= out >> _BY_30
    out *= _FIRST
    out ^= out >> _BY_27
    out *= _SECOND
    out ^= out >> _BY_31
    return out


def below(drawn: Words, limits: Ints) -> Ints:
    """Return a number from 0 up to, and without, each limit, by the upper half of each word."""
    scaled: Words = (drawn >> _HALF) * limits.astype(np.uint64) >> _HALF
    return scaled.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Expanded:
    """Pieces of lines.

    Args:
        pieces: of all lines, one after another.
        counts: pieces of each line's values, value by value.
        woven: places of the pieces that are written over.
        woven_parts: the parts that these are.
        woven_words: a word for each.
    """

    pieces: Ints
    counts: Ints
    woven: Ints
    woven_parts: Ints
    woven_words: Words


def expand(grammar: Arrays, values: Ints, drawn: Words) -> Expanded:
    """Return the pieces of values.

    Args:
        grammar: what the values mean.
        values: in the order in which they are written.
        drawn: a word for each.
    """
    parts, bits, counts = _parts(grammar, values, drawn)
    slots = np.flatnonzero(grammar.part_is_slot.take(parts))
    before = len(parts)
    if len(slots):
        parts, bits, sizes = _fill(grammar, parts, bits, slots)
    if len(parts) > before:
        ends = np.zeros(len(sizes) + 1, dtype=np.int64)
        np.cumsum(sizes, out=ends[1:])
        lasts: Ints = counts.cumsum()
        counts = ends.take(lasts) - ends.take(lasts - counts)
    woven = np.flatnonzero(grammar.part_windows.take(parts))
    woven_parts = parts.take(woven)
    woven_words = mixed(bits.take(woven) ^ grammar.part_salt.take(woven_parts))
    return Expanded(_pieces(grammar, parts, bits), counts, woven, woven_parts, woven_words)


def _parts(grammar: Arrays, values: Ints, drawn: Words) -> tuple[Ints, Words, Ints]:
    """Return the parts of values, a word for each part, and the number of parts of each value."""
    limited = np.flatnonzero(grammar.value_from.take(values))
    if len(limited):
        chosen = values.take(limited)
        number = below(drawn.take(limited), grammar.value_from.take(chosen)).astype(np.uint64)
        drawn = drawn.copy()
        drawn[limited] = mixed(number ^ grammar.value_salt.take(chosen))
    sizes = grammar.value_size.take(values)
    at = grammar.value_first.take(values)
    several = np.flatnonzero(sizes > 1)
    if len(several):
        at[several] += below(drawn.take(several), sizes.take(several))
    program = grammar.programs.take(at)
    counts = grammar.program_size.take(program)
    ends: Ints = counts.cumsum()
    offsets = np.repeat(grammar.program_first.take(program) - (ends - counts), counts)
    offsets += np.arange(len(offsets))
    return grammar.program_parts.take(offsets), np.repeat(drawn, counts), counts


def _fill(grammar: Arrays, parts: Ints, bits: Words, slots: Ints) -> tuple[Ints, Words, Ints]:
    """Return the parts with those of a value in place of each slot, and how many came for each part."""
    chosen = parts.take(slots)
    drawn = mixed(bits.take(slots) ^ grammar.part_salt.take(chosen))
    at = grammar.part_first.take(chosen) + below(drawn, grammar.part_size.take(chosen))
    inner, inner_bits, inner_counts = _parts(grammar, grammar.slot_values.take(at), mixed(drawn))
    if len(inner) == len(slots):  # each is one piece, unless it is longer than a piece may be
        parts, bits = parts.copy(), bits.copy()
        parts[slots], bits[slots] = inner, inner_bits
        return parts, bits, np.ones(len(parts), dtype=np.int64)
    counts = np.ones(len(parts), dtype=np.int64)
    counts[slots] = inner_counts
    ends = counts.cumsum()
    out, out_bits = np.empty(ends[-1], dtype=np.int64), np.empty(ends[-1], dtype=np.uint64)
    within = np.zeros(len(parts), dtype=np.bool_)
    within[slots] = True
    filled = np.repeat(within, counts)
    out[filled], out_bits[filled] = inner, inner_bits
    out[~filled], out_bits[~filled] = parts[~within], bits[~within]
    return out, out_bits, counts


def _pieces(grammar: Arrays, parts: Ints, bits: Words) -> Ints:
    at = grammar.part_first.take(parts)
    sizes = grammar.part_size.take(parts)
    varying = np.flatnonzero(sizes > 1)
    if len(varying):
        drawn = mixed(bits.take(varying) ^ grammar.part_salt.take(parts.take(varying)))
        at[varying] += below(drawn, sizes.take(varying))
    return grammar.entries.take(at)
