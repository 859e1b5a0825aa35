"""What is said of a type of field is what its expression takes, character by character."""

import re

import pytest

from bench.formats.field_types import LEVELS, TYPES, escape_bytes, excluding, portable

CHARACTERS = [chr(code) for code in range(128) if chr(code) not in "\r\n"]
TAILS = ("", "7", "x", ".x", "]", "x]")
BOUNDED = {"severity", "iso", "clock", "epoch", "apache", "syslog"}
MORE = {"float": ("7",), "address": ("::1%x",), "quoted": ("",), "http": ("",)}


def taken(kind: str, text: str) -> bool:
    return re.fullmatch(TYPES[kind].body, text.encode()) is not None


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_begins_and_may_be_empty_as_its_expression_says(kind: str) -> None:
    tails = (*TAILS, TYPES[kind].example, TYPES[kind].example[1:], *(level[1:] for level in LEVELS))
    begins = {each for each in CHARACTERS if any(taken(kind, each + tail) for tail in tails)}

    assert begins == TYPES[kind].begins or (kind == "severity" and begins < TYPES[kind].begins)
    assert taken(kind, "") == TYPES[kind].empty
    assert taken(kind, TYPES[kind].example)


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in BOUNDED])
def test_a_type_takes_what_follows_it_as_its_expression_says(kind: str) -> None:
    values = (TYPES[kind].example, *MORE.get(kind, ()))
    continues = {
        each for each in CHARACTERS if any(taken(kind, value + each + tail) for value in values for tail in TAILS)
    }

    assert continues == TYPES[kind].continues
    assert not any(TYPES[each].continues for each in BOUNDED)


def test_a_level_is_a_word_of_the_list_however_its_letters_are_written() -> None:
    assert all(taken("severity", spelt) for level in LEVELS for spelt in (level, level.upper(), level.title()))
    assert not taken("severity", "infos")
    assert TYPES["severity"].begins == TYPES["level"].begins


def test_texts_and_classes_are_spelled_for_every_engine() -> None:
    assert escape_bytes("a.b-c<é") == r"a\.b\-c<é".encode()
    assert excluding("]\t]a") == rb"[^\]\ta\r\n]"
    assert portable(rb"[a]++b*+c+") == b"[a]+b*c+"
