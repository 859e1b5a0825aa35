"""What the characters of invented texts are drawn from: syllables of no language, digits, hexadecimal digits."""

from functools import cache
from typing import Final

Choice = tuple[bytes, ...]
"""The characters that one place of a text is drawn from."""

_CONSONANTS: Final = "bcdfghjklmnpqrstvwxz"
_VOWELS: Final = "aeiouy"
_DIGITS: Final = "0123456789"
_HEX: Final = "0123456789abcdef"
_WIDE: Final = {"l": 0xE0, "w": 0xAC00, "s": 0x1F600}
_WIDE_CHOICE: Final = 24
"""Letters of each width that are used."""

_OTHERS: Final = {"v": (b"\xff", b"\xfe", b"\xe9", b"\xc0"), "c": (b"\x01", b"\x02", b"\x03", b"\x0e")}
_OCTET: Final = ("1", _DIGITS, _DIGITS)


def choices(kind: str, length: int) -> list[Choice]:
    """Return what each place of a run of a class is drawn from."""
    if kind in "dox":
        return [_bytes(characters) for characters in _digits(kind, length)]
    if kind == "h":
        return [_bytes(characters) for characters in ("0", "x", *_digits("x", length))[:length]]
    if kind == "X":
        return [_bytes(characters.upper()) for characters in _digits("x", length)]
    if kind in "aA":
        letters = [_VOWELS if at % 2 else _CONSONANTS for at in range(length)]
        return [_bytes(each if kind == "a" else each.upper()) for each in letters]
    return [_others(kind)] * length


def _digits(kind: str, length: int) -> list[str]:
    """Return what digits are drawn from: a number has no zero before it, and an octet is below 200."""
    if kind == "o" and length == len(_OCTET):
        return list(_OCTET)
    if kind == "x":  # a letter and a digit first, so that it is seen for what it is
        return [_HEX[10:], _DIGITS, *[_HEX] * (length - 2)][:length] if length > 1 else [_HEX]
    return [_DIGITS[1:] if length > 1 else _DIGITS, *[_DIGITS] * (length - 1)]


def _others(kind: str) -> Choice:
    if kind in _OTHERS:
        return _OTHERS[kind]
    if kind == "u":
        return tuple(b"\\u%04x" % (_WIDE["l"] + number) for number in range(_WIDE_CHOICE))
    return tuple(chr(_WIDE[kind] + number).encode() for number in range(_WIDE_CHOICE))


@cache
def _bytes(characters: str) -> Choice:
    return tuple(character.encode() for character in characters)
