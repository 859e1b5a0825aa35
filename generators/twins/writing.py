"""Write the lines of a twin, a block at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from generators.lines.blocks import BLOCK, LONGEST, Block, Canvas, Indices, Ints, LineSpan, place_rows
from generators.lines.random_draws import Draws
from generators.profiles.schema import Profile
from generators.twins import layout, weaving
from generators.twins.choices import Chooser, ChosenValues
from generators.twins.counting import TwinCounts
from generators.twins.expansion import Expanded, expand
from generators.twins.grammar import Grammar, Words
from generators.twins.invention import Inventor
from generators.twins.moments import line_clocks
from generators.twins.pooling import TwinSize

_AT_ONCE: Final = 64_000
"""Pieces that are placed at once, about: more are no faster, and fewer are slower."""

_KEPT: Final = 1 << 24
"""Bytes that, once freed, have glibc keep what is freed later, up to as many again.

Otherwise it may return the arrays of a block to the system and have them mapped anew for the next: up to 2,000 page
faults a block, and a sixth of the time.
"""

_FIRST: Final = 256
"""Lines that are placed first, where it is not known how many pieces a line has."""

_LOOM: Final = 2
_ROOM: Final = 1 << 21


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What was drawn for the lines of a block.

    Args:
        forms: of each line.
        codes: of the value of each field in each line.
        bits: a word for each of these.
        rows: bytes of each time.
    """

    forms: Indices
    codes: Ints
    bits: Words
    rows: dict[int, Any]


class TwinWriter:
    """Writes one twin.

    Args:
        profile: of the log.
        secret: key of what is drawn.
        lines: of the whole twin.
    """

    def __init__(self, profile: Profile, secret: int, lines: int) -> None:
        np.empty(_KEPT, dtype=np.uint8)  # freed at once
        grammar = Grammar(Draws(secret, _LOOM))
        size = TwinSize(max(lines, 1), max(profile.sampled, 1), min(max(lines, 1), BLOCK))
        inventor = Inventor(grammar, secret, size)
        laid = layout.Layout(profile, grammar, inventor)
        self._fields, self._forms = laid.fields(), laid.forms()
        self._clocks = line_clocks(profile.fields, secret)
        self._chooser = Chooser(profile, secret, size)
        self._grammar = grammar.freeze()
        self._marks = {
            number: int(self._grammar.entries[self._grammar.part_first[self._part_of(int(field.values[0]))]])
            for number, field in enumerate(self._fields)
            if field.moments
        }
        self._codes = [self._grammar.codes(field.values) for field in self._fields]
        self._text_codes = self._grammar.codes(np.arange(len(self._grammar.value_piece)))
        self._single = {number for number in self._marks if self._forms.most(number) == 1}
        self._canvas, self._other = Canvas(_ROOM), Canvas(_ROOM)  # the last block may be unwritten still
        self._counts = TwinCounts(profile, self._fields)
        self._chosen: list[Indices] = []
        self._step = _FIRST
        self._rows: dict[int, Any] = {}

    def block(self, span: LineSpan) -> Block:
        """Return the lines of a span; they are valid until the next but one are made."""
        self._canvas, self._other = self._other, self._canvas
        chosen = self._chooser.choose(span.block, span.last)
        self._chosen = [values[: span.last] for values in chosen.values]
        drawn = self._draw(span, chosen)
        self._rows = drawn.rows
        at, ends = 0, []
        first = span.first
        while first < span.last:
            lines = slice(first, min(first + self._step, span.last))
            found = self._place(drawn, lines, at)
            at, first = int(found[-1]), lines.stop
            ends.append(found)
        return Block(self._canvas.bytes.data[:at], np.concatenate(ends))

    def count(self, span: LineSpan, ends: Ints) -> None:
        """Count the lines of the span that was made last, as far as ends are given."""
        chosen = [index[span.first :] for index in self._chosen]
        self._counts.add(chosen, ends, header=self._has_header(span))

    def moments(self) -> Iterator[str]:
        """Yield the moments of the block that was made last, as they are written."""
        for rows in self._rows.values():
            yield from (bytes(row.data).decode() for row in rows)

    def truth(self) -> dict[str, Any]:
        """Return what was counted."""
        return self._counts.truth()

    def _has_header(self, span: LineSpan) -> bool:
        return self._forms.header >= 0 and span.block == 0 and span.first == 0

    def _part_of(self, value: int) -> int:
        program = self._grammar.programs[self._grammar.value_first[value]]
        return int(self._grammar.program_parts[self._grammar.program_first[program]])

    def _draw(self, span: LineSpan, chosen: ChosenValues) -> _Drawn:
        lines = span.last
        fields = max(len(self._fields), 1)
        codes, bits = np.empty((fields, lines), dtype=np.int64), np.zeros((fields, lines), dtype=np.uint64)
        for number, field in enumerate(self._fields):
            if field.moments:
                codes[number] = self._codes[number][0]
                continue
            codes[number] = self._codes[number].take(self._chosen[number])
            drawn = chosen.words[number]
            if drawn is not None:
                bits[number] = drawn[:lines]
        forms = self._chosen[-1].copy()
        if self._has_header(span):
            forms[0] = self._forms.header
        moments = {clock: clock.moments(span.block, lines) for clock in dict.fromkeys(self._clocks.values())}
        rows = {
            number: field.moments.matrix(moments[self._clocks[number]])
            for number, field in enumerate(self._fields)
            if field.moments
        }
        return _Drawn(forms, codes, bits, rows)

    def _place(self, drawn: _Drawn, lines: slice, at: int) -> Ints:
        """Write lines to the canvas, from a byte on, and return where each ends."""
        forms = drawn.forms[lines]
        counts = self._forms.sizes.take(forms)
        row = np.repeat(np.arange(len(forms)), counts)
        ends = counts.cumsum()
        items = self._forms.items.take(
            np.arange(len(row)) + np.repeat(self._forms.firsts.take(forms) - (ends - counts), counts)
        )
        place = np.maximum(items, 0) * drawn.codes.shape[1] + (row + lines.start)
        codes = drawn.codes.ravel().take(place)
        texts = (items < 0).nonzero()[0]
        codes[texts] = self._text_codes.take(-1 - items.take(texts))
        bits = drawn.bits.ravel()
        expanded = expand(self._grammar, codes, lambda at: bits.take(place.take(at)))
        self._step = max(_AT_ONCE * len(forms) // len(expanded.pieces), 1)
        last = expanded.ends.take(ends - 1) - 1
        return self._copy(expanded, last, {number: rows[lines] for number, rows in drawn.rows.items()}, at)

    def _copy(self, expanded: Expanded, last: Ints, times: dict[int, Any], at: int) -> Ints:
        pieces = expanded.pieces
        sizes = self._grammar.pieces.sizes(pieces)
        ends = sizes.cumsum() + at
        self._make_room(int(ends[-1]) + LONGEST, at)
        places = ends - sizes
        self._grammar.pieces.copy(pieces, sizes, places, self._canvas, LONGEST)
        if len(expanded.woven):
            grammar, parts = self._grammar, expanded.woven_parts
            chosen = grammar.part_window.take(parts), grammar.part_windows.take(parts)
            weaving.write(self._canvas, grammar.windows, places.take(expanded.woven), chosen, expanded.woven_words)
        for number, rows in times.items():
            marks = (pieces == self._marks[number]).nonzero()[0]
            if len(marks):
                each = number in self._single and len(marks) == len(rows)
                moments = rows if each else rows.take(np.searchsorted(last, marks), axis=0)
                place_rows(moments, places.take(marks), self._canvas)
        return ends.take(last)

    def _make_room(self, size: int, used: int) -> None:
        if size > self._canvas.size:
            larger = Canvas(size + size // 2)
            larger.bytes[:used] = self._canvas.bytes[:used]
            self._canvas = larger
