"""What each place of an invented text is drawn from."""

import pytest

from generators.twins.alphabet import choices

DIGITS, HEX = "0123456789", "0123456789abcdef"
CONSONANTS, VOWELS = "bcdfghjklmnpqrstvwxz", "aeiouy"


@pytest.mark.parametrize(
    ("kind", "length", "drawn"),
    [
        ("d", 1, [DIGITS]),
        ("d", 3, [DIGITS[1:], DIGITS, DIGITS]),
        ("o", 1, [DIGITS]),
        ("o", 2, [DIGITS[1:], DIGITS]),
        ("o", 3, ["1", DIGITS, DIGITS]),
        ("x", 1, [HEX]),
        ("x", 2, ["abcdef", DIGITS]),
        ("x", 4, ["abcdef", DIGITS, HEX, HEX]),
        ("X", 3, ["ABCDEF", DIGITS, HEX.upper()]),
        ("h", 1, ["0"]),
        ("h", 4, ["0", "x", "abcdef", DIGITS]),
        ("h", 3, ["0", "x", "abcdef"]),
        ("a", 3, [CONSONANTS, VOWELS, CONSONANTS]),
        ("A", 2, [CONSONANTS.upper(), VOWELS.upper()]),
        ("l", 2, [[chr(0xE0 + each) for each in range(24)]] * 2),
        ("w", 1, [[chr(0xAC00 + each) for each in range(24)]]),
        ("s", 1, [[chr(0x1F600 + each) for each in range(24)]]),
        ("u", 1, [[f"\\u{0xE0 + each:04x}" for each in range(24)]]),
    ],
)
def test_a_place_is_drawn_from_what_its_class_holds(kind: str, length: int, drawn: list[str]) -> None:
    assert choices(kind, length) == [tuple(each.encode() for each in place) for place in drawn]


@pytest.mark.parametrize(("kind", "drawn"), [("v", b"\xff\xfe\xe9\xc0"), ("c", b"\x01\x02\x03\x0e")])
def test_bytes_that_are_no_text_are_few(kind: str, drawn: bytes) -> None:
    assert choices(kind, 2) == [tuple(bytes([each]) for each in drawn)] * 2
