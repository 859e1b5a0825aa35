"""The small pieces that invented texts are made of: digits, hexadecimal digits, and syllables of no language.

A run of a class is cut into chunks, each drawn from a ready table. The tables are the same for every twin.
"""

from functools import cache
from typing import Final

CONSONANTS: Final = "bcdfghjklmnpqrstvwxz"
VOWELS: Final = "aeiouy"
DIGITS: Final = 4
"""Characters of a chunk of digits, at most."""

LETTERS: Final = 4
HEX: Final = 4
_HEX_DIGITS: Final = "0123456789abcdef"
_OCTETS: Final = {1: range(1, 10), 2: range(10, 100), 3: range(100, 256)}
_CONTROL: Final = "\x01\x02\x03\x05\x0e\x0f"
_WIDE: Final = {"l": 0xE0, "w": 0xAC00, "s": 0x1F600}
_WIDE_CHOICE: Final = 24
"""Letters of each width that are used."""


def chunks(kind: str, length: int) -> list[tuple[str, int, bool]]:
    """Return how a run is cut: the class, the length of each chunk, and whether it begins the run."""
    longest = {"d": DIGITS, "a": LETTERS, "A": LETTERS, "x": HEX, "X": HEX}.get(kind, 1)
    if kind == "o":
        return [(kind, min(length, 3), True)]
    return [(kind, min(longest, length - at), at == 0) for at in range(0, length, longest)]


@cache
def table(kind: str, length: int, first: bool) -> tuple[bytes, ...]:  # noqa: FBT001 - a key of a table
    """Return the texts of a chunk."""
    if kind == "d":
        low = 10 ** (length - 1) if first and length > 1 else 0
        return tuple(b"%0*d" % (length, number) for number in range(low, 10**length))
    if kind in "aA":
        texts = _syllables(length)
        return tuple(text.encode() if kind == "a" else text.upper().encode() for text in texts)
    if kind in "xX":
        texts = _hex(length, first=first)
        return tuple(text.encode() if kind == "x" else text.upper().encode() for text in texts)
    if kind == "o":
        return tuple(b"%d" % number for number in _OCTETS[length])
    return _others(kind)


def _others(kind: str) -> tuple[bytes, ...]:
    if kind == "v":
        return (b"\xff", b"\xfe", b"\xe9", b"\xc0")
    if kind == "u":
        return tuple(b"\\u%04x" % (_WIDE["l"] + number) for number in range(_WIDE_CHOICE))
    if kind == "c":
        return tuple(character.encode() for character in _CONTROL)
    return tuple(chr(_WIDE[kind] + number).encode() for number in range(_WIDE_CHOICE))


def _syllables(length: int) -> list[str]:
    texts = [""]
    for at in range(length):
        texts = [text + letter for text in texts for letter in (VOWELS if at % 2 else CONSONANTS)]
    return texts


def _hex(length: int, *, first: bool) -> list[str]:
    """Return hexadecimal digits; a run begins with a letter and a digit, so that it is seen for what it is."""
    texts = [""]
    for at in range(length):
        choice = _HEX_DIGITS
        if first and length > 1 and at < 2:  # noqa: PLR2004 - the letter and the digit
            choice = _HEX_DIGITS[10:] if at == 0 else _HEX_DIGITS[:10]
        texts = [text + digit for text in texts for digit in choice]
    return texts
