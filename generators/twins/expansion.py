"""Expand values to pieces: a few dozen calls of numpy for all lines of a part of a block.

What is drawn is a function of a 64-bit word for each value, so that a value that is drawn again has the same text. The
words are mixed by whole numbers alone, which are the same on every machine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from generators.twins.grammar import Arrays, Ints, Words

_HALF: Final = np.uint64(32)
_HIGH: Final = np.uint64(0xFFFFFFFF00000000)
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
        ends: how many of them there are up to and with each value.
        woven: places of the pieces that are written over.
        woven_parts: the parts that these are.
        woven_words: a word for each.
    """

    pieces: Ints
    ends: Ints
    woven: Ints
    woven_parts: Ints
    woven_words: Words


def expand(grammar: Arrays, codes: Ints, draw: Callable[[Ints], Words]) -> Expanded:
    """Return the pieces of values. Most are one that never changes, which is all that is said of them.

    Args:
        grammar: what the values mean.
        codes: of values, in the order in which they are written.
        draw: returns a word for each value that is asked for, by its place.
    """
    varying = (codes < 0).nonzero()[0]
    inner = _expand(grammar, ~codes.take(varying), draw(varying))
    if len(inner.pieces) == len(varying):
        pieces, at, ends = codes.copy(), varying, np.arange(1, len(codes) + 1)
    else:
        each = np.ones(len(codes), dtype=np.int64)
        each[varying] = np.diff(inner.ends, prepend=0)
        pieces, ends = np.repeat(codes, each), each.cumsum()
        at = (pieces < 0).nonzero()[0]
    pieces[at] = inner.pieces
    return Expanded(pieces, ends, at.take(inner.woven), inner.woven_parts, inner.woven_words)


def _expand(grammar: Arrays, values: Ints, drawn: Words) -> Expanded:
    """Return the pieces of values that vary."""
    parts, bits, counts = _parts(grammar, values, drawn)
    slots = grammar.part_is_slot.take(parts).nonzero()[0]
    before = len(parts)
    if len(slots):
        parts, bits, sizes = _fill(grammar, parts, bits, slots)
    ends: Ints = counts.cumsum()
    if len(parts) > before:
        ends = sizes.cumsum().take(ends - 1)
    woven = grammar.part_is_woven.take(parts).nonzero()[0]
    woven_parts = parts.take(woven)
    of_woven = bits.take(woven)
    woven_words = (of_woven & _HIGH) | (mixed(of_woven ^ grammar.part_salt.take(woven_parts)) >> _HALF)
    return Expanded(_pieces(grammar, parts, bits), ends, woven, woven_parts, woven_words)


def _parts(grammar: Arrays, values: Ints, drawn: Words) -> tuple[Ints, Words, Ints]:
    """Return the parts of values, a word for each part, and the number of parts of each value."""
    limited = grammar.value_is_limited.take(values).nonzero()[0]
    if len(limited):
        chosen = values.take(limited)
        number = below(drawn.take(limited), grammar.value_from.take(chosen)).astype(np.uint64)
        drawn = drawn.copy()
        drawn[limited] = mixed(number ^ grammar.value_salt.take(chosen))
    program = grammar.value_program.take(values)
    several = grammar.value_varies.take(values).nonzero()[0]
    if len(several):
        chosen = values.take(several)
        at = below(drawn.take(several), grammar.value_size.take(chosen))
        program[several] = grammar.programs.take(grammar.value_first.take(chosen) + at)
    counts = grammar.program_size.take(program)
    ends: Ints = counts.cumsum()
    if len(ends) == 0 or ends[-1] == len(ends):
        return grammar.program_parts.take(grammar.program_first.take(program)), drawn, counts
    offsets = (grammar.program_first.take(program) - (ends - counts)).repeat(counts)
    offsets += np.arange(len(offsets))
    return grammar.program_parts.take(offsets), drawn.repeat(counts), counts


def _fill(grammar: Arrays, parts: Ints, bits: Words, slots: Ints) -> tuple[Ints, Words, Ints]:
    """Put the parts of a value in place of each slot; return all of them, and how many came for each part."""
    chosen = parts.take(slots)
    drawn = _draw(grammar, chosen, bits.take(slots))
    at = grammar.part_first.take(chosen) + below(drawn, grammar.part_size.take(chosen))
    filled, filled_bits = grammar.slot_parts.take(at), mixed(drawn)
    varying = (filled < 0).nonzero()[0]
    inner, inner_bits, inner_counts = _parts(grammar, ~filled.take(varying), filled_bits.take(varying))
    parts[slots], bits[slots] = filled, filled_bits
    counts, at = np.ones(len(parts), dtype=np.int64), slots.take(varying)
    if len(inner) > len(varying):  # one is longer than a piece may be
        counts[at] = inner_counts
        parts, bits = np.repeat(parts, counts), np.repeat(bits, counts)
        at = (parts < 0).nonzero()[0]
    parts[at], bits[at] = inner, inner_bits
    return parts, bits, counts


def _draw(grammar: Arrays, parts: Ints, bits: Words) -> Words:
    """Return the word that a place in the table of each part is drawn by."""
    drawn = mixed(bits ^ grammar.part_salt.take(parts))
    direct = grammar.part_is_direct.take(parts).nonzero()[0]
    if len(direct):
        drawn[direct] = bits.take(direct)
    return drawn


def _pieces(grammar: Arrays, parts: Ints, bits: Words) -> Ints:
    at = grammar.part_first.take(parts)
    sizes = grammar.part_size.take(parts)
    varying = (sizes > 1).nonzero()[0]
    if len(varying):
        drawn = _draw(grammar, parts.take(varying), bits.take(varying))
        at[varying] += below(drawn, sizes.take(varying))
    return grammar.entries.take(at)
