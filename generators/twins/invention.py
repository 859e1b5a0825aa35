"""Invent texts for shapes: once for a frequent value, and as parts that vary for rare ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from generators.lines.random_draws import Draws, apportion
from generators.profiles.schema import RareValues, SlotPool
from generators.profiles.shapes import LENGTH, NUMBER_MARK, PART, SLOT
from generators.profiles.shapes import shape as written
from generators.twins import alphabet
from generators.twins.alphabet import Choice
from generators.twins.grammar import SLOT_PLACES, Grammar, lowest
from generators.twins.pooling import TwinSize, pool_size

VOCABULARY: Final = 64
"""Words of each length that frequent values are made of: what comes again in a log also does so in its twin."""

_TRIES: Final = 30
_NUMBERS: Final = 1 << 15
"""Different numbers of a field, at most."""

_HARDLY_AGAIN: Final = 16
"""Numbers that there are for each that is drawn, where none comes again."""

_SHAPE_PLACES: Final = 1024
_WORDY: Final = 4
_LONGEST_TEXT: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Around:
    """What is always before and behind a value: together they are one piece."""

    before: bytes = b""
    after: bytes = b""


class Inventor:
    """Invents the texts of one twin.

    Args:
        grammar: takes what is invented.
        secret: key of what is drawn.
        size: of the twin.
    """

    def __init__(self, grammar: Grammar, secret: int, size: TwinSize) -> None:
        self._grammar = grammar
        self._draws = Draws(secret, 1)
        self._size = size
        self._words: dict[int, list[str]] = {}

    def heads(self, shapes: Sequence[str], places: int, seen: set[bytes] | None = None) -> list[bytes]:
        """Return a text for each shape, different ones as far as the shapes allow it.

        Args:
            shapes: what the texts look like.
            places: decimal places of numbers.
            seen: texts that there are already.
        """
        seen = set() if seen is None else seen
        out = []
        for shape in shapes:
            text = self.fixed(shape, places)
            for _ in range(_TRIES):
                if text not in seen:
                    break
                text = self.fixed(shape, places, fresh=True)
            seen.add(text)
            out.append(text)
        return out

    def fixed(self, shape: str, places: int = 0, *, fresh: bool = False) -> bytes:
        """Return one text of a shape."""
        if shape.startswith(NUMBER_MARK):
            return self._number(shape[1:], places)
        body, _, length = shape.partition(LENGTH)
        text = b"".join(self._run(found, fresh=fresh) for found in PART.finditer(body))
        return _repeat(text, length)

    def template(self, shape: str, slots: Sequence[SlotPool], around: Around) -> int:
        """Return the program of a template, of which nothing but the slots varies; each has the text before it."""
        texts = [self.fixed(part) for part in shape.partition(LENGTH)[0].split(SLOT)]
        texts[0], texts[-1] = around.before + texts[0], texts[-1] + around.after
        last = len(texts) - 2
        sizes = [len(slot.heads) + slot.rare.distinct for slot in slots]
        leading = sizes.index(max(sizes)) if sizes else 0
        parts: list[int | bytes] = [
            self._slot(slot, Around(texts[number], texts[-1] if number == last else b""), leads=number == leading)
            for number, slot in enumerate(slots[: last + 1])
        ]
        return self._grammar.program(parts)

    def rare(
        self, rare: RareValues, places: int, around: Around, drawn_from: int = 0, words: Sequence[str] = ()
    ) -> int:
        """Return a value that has another text for each random word, between two texts that stay.

        Args:
            rare: what the texts look like.
            places: decimal places of numbers.
            around: the texts that stay.
            drawn_from: how many texts there are at most; 0 for as many as random words.
            words: texts that are used for their shapes, before any is invented.
        """
        if rare.points:
            program = self._grammar.program([around.before, self._numbers(rare, places), around.after])
            return self._grammar.value([program], drawn_from)
        shapes = rare.shapes or [("a8", 1)]
        programs = [
            self._grammar.program([self._one_of(shape, words, around) or self._varying(shape, around)])
            for shape, _ in shapes
        ]
        shares = lowest(apportion([count for _, count in shapes], max(_SHAPE_PLACES, len(shapes))))
        chosen = [program for program, share in zip(programs, shares, strict=True) for _ in range(share)]
        return self._grammar.value(chosen, drawn_from)

    def _slot(self, slot: SlotPool, around: Around, *, leads: bool) -> int:
        texts = self.heads([shape for shape, _ in slot.heads], 0)
        values = [self._grammar.text(around.before + text + around.after) for text in texts]
        counts = [count for _, count in slot.heads]
        if slot.rare.count or not values:
            values.append(self.rare(slot.rare, 0, around, pool_size(slot.rare, self._size)))
            counts.append(max(slot.rare.count, 1))
        return self._grammar.slot(values, apportion(counts, SLOT_PLACES), is_direct=leads)

    def _one_of(self, shape: str, words: Sequence[str], around: Around) -> int | None:
        """Return a text that is any of the words of a shape, between two texts that stay; None if there is none."""
        quote = '"' if shape[:1] == shape[-1:] == '"' else ""
        fitting = [f"{quote}{word}{quote}" for word in words if f"{quote}{written(word)}{quote}" == shape]
        texts = tuple(around.before + _encode(word) + around.after for word in fitting)
        return self._grammar.choice(texts) if texts else None

    def _varying(self, shape: str, around: Around) -> int | bytes:
        """Return a text that varies, between two that stay."""
        body, _, length = shape.partition(LENGTH)
        if length:
            return around.before + self.fixed(shape) + around.after
        places = _staying(around.before)
        for literal, kind, count, other, _ in PART.findall(body):
            for choice in alphabet.choices(kind, int(count)) if kind else [(_encode(literal + other),)]:
                if len(choice[0]) == 1:
                    places.append(choice)
                else:  # letters beyond ASCII stay
                    places += _staying(self._draws.pick(choice))
        places += _staying(around.after)
        if all(len(choice) == 1 for choice in places):
            return b"".join(choice[0] for choice in places)
        return self._grammar.woven(places)

    def _run(self, found: re.Match[str], *, fresh: bool) -> bytes:
        literal, kind, count, other, _slot = found.groups()
        if not kind:
            return _encode(literal or other or "")
        if kind in "aA" and int(count) >= _WORDY and not fresh:
            word = self._word(int(count))
            return (word if kind == "a" else word.upper()).encode()
        return self._run_of(kind, int(count))

    def _run_of(self, kind: str, length: int) -> bytes:
        return b"".join(self._draws.pick(choice) for choice in alphabet.choices(kind, length))

    def _word(self, length: int) -> str:
        known = self._words.setdefault(length, [])
        place = self._draws.below(VOCABULARY) * self._draws.below(VOCABULARY) // VOCABULARY  # the first ones more often
        while len(known) <= place:
            known.append(self._run_of("a", length).decode())
        return known[place]

    def _number(self, written: str, places: int) -> bytes:
        digits, _, zeros = written.partition("e")
        below = 10 ** int(zeros or 0)
        number = abs(int(digits)) * below + (self._draws.below(below) if below > 1 else 0)
        return _decimal(-number if digits.startswith("-") else number, places)

    def _numbers(self, rare: RareValues, places: int) -> int:
        """Return a part that is any of many numbers, drawn between the quantiles."""
        points = rare.points
        wanted = pool_size(rare, self._size) or _HARDLY_AGAIN * rare.count * self._size.lines // self._size.sampled
        count = min(max(wanted, len(points)), _NUMBERS)
        steps = len(points) - 1
        ranges = [(low, high - low, (high - low) * steps // count) for low, high in pairwise([*points, points[-1]])]
        limits = [max(min(_round_to(low), gap), 1) for low, _, gap in ranges]  # the next number is to be another
        texts = []
        for number in range(count):
            at, within = divmod(number * steps * _NUMBERS // count, _NUMBERS)
            low, spread, _ = ranges[at]
            texts.append(_decimal(low + spread * within // _NUMBERS + self._draws.below(limits[at]), places))
        return self._grammar.choice(tuple(texts))


def _round_to(number: int) -> int:
    """Return the unit that a number of three significant digits was rounded to."""
    unit: int = 10 ** max(len(str(abs(number))) - 3, 0)
    return unit


def _staying(text: bytes) -> list[Choice]:
    return [(bytes([byte]),) for byte in text]


def _decimal(number: int, places: int) -> bytes:
    """Write a number with so many decimal places."""
    if not places:
        return b"%d" % number
    whole, behind = divmod(abs(number), 10**places)
    return b"%s%d.%0*d" % (b"-" if number < 0 else b"", whole, places, behind)


def _repeat(text: bytes, length: str) -> bytes:
    """Return a long text: its beginning, again and again."""
    if not length or not text:
        return text
    digits, _, zeros = length.partition("e")
    wanted: int = min(int(digits) * 10 ** int(zeros or 0), _LONGEST_TEXT)
    unit = text.decode("utf-8", "surrogateescape")
    quote = '"' if len(unit) > 1 and unit[0] == unit[-1] == '"' else ""
    inner = unit[1:-1] if quote else unit
    wanted -= 2 * len(quote)
    whole = inner * (wanted // len(inner)) if inner else ""  # an escape is never cut
    return _encode(quote + whole + "a" * (wanted - len(whole)) + quote)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
