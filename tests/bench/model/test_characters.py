import json
import re
import sys
import unicodedata
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.model.characters import escape, plain_json, printable, tame, visible, without_commands

COMMANDS: Final = ("::error::x", "  ::set-output name=a::b", "\t::stop-commands::t", "a ##[error]x", "##vso[task.x]y")


def is_obeyed(text: str) -> bool:
    """Look for commands as the runners of GitHub and Azure do, line by line."""
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).lstrip() for line in re.split("\r\n|\r|\n", text)]
    return any(line.startswith("::") or "##[" in line or "##vso[" in line for line in lines)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("before", ["", "a\n", "\n\n", "a\r", "a\r\n", "\x1b[1m"])
def test_a_command_loses_its_force_wherever_a_line_begins(command: str, before: str) -> None:
    assert is_obeyed(before + command)
    assert not is_obeyed(without_commands(before + command))


@given(some.text(some.sampled_from(":#[vso \t\r\n\x1b1m:a")))
def test_no_text_is_obeyed(text: str) -> None:
    assert not is_obeyed(without_commands(text))


def test_a_text_without_commands_stays_as_it_is() -> None:
    assert without_commands("a::b, a: :b\n# c ## d [0]") == "a::b, a: :b\n# c ## d [0]"


def test_a_long_line_of_spaces_takes_no_time() -> None:
    assert len(without_commands(" \n" * 200_000 + " " * 400_000)) == 800_000


def test_every_character_that_nobody_sees_is_shown_by_its_number() -> None:
    shown = {"Zl", "Zp", "Cf"}
    seen = re.compile("ARABIC|SYRIAC|KAITHI|NUMBER SIGN|END OF AYAH")  # such signs stand before digits and are drawn
    unseen = [
        each
        for each in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(each) in shown and (each == "\u061c" or not seen.search(unicodedata.name(each, "")))
    ]

    assert [each for each in unseen if not visible(each).startswith("\\")] == []
    assert visible("a\u202eb\u200bc\ufe0fd\U000e0041") == r"a\u202eb\u200bc\ufe0fd\U000e0041"


def test_what_no_document_may_hold_is_replaced_and_the_rest_shown() -> None:
    assert printable("a\0b\x9fc\ud800\u202e\n") == "a\ufffdb\ufffdc\ufffd\\u202e\n"


def test_what_commands_a_terminal_is_replaced_and_a_number_has_as_many_digits_as_python_takes() -> None:
    assert tame("a\x1b[1mb\u202e\n") == "a\ufffd[1mb\\u202e\n"
    assert [*map(escape, "\u200b\ufffe\uffff\U00010000")] == [r"\u200b", r"\ufffe", r"\uffff", r"\U00010000"]


def test_letters_of_all_scripts_stay_as_they_are() -> None:
    assert visible("naïve Ω кот 日本 العربية हिन्दी 🙂 — “x”") == "naïve Ω кот 日本 العربية हिन्दी 🙂 — “x”"


@given(some.dictionaries(some.text(), some.text() | some.sampled_from(COMMANDS)))
def test_json_says_the_same_and_is_obeyed_by_nobody(value: dict[str, str]) -> None:
    text = plain_json(json.dumps(value, ensure_ascii=False, indent=1))

    assert json.loads(text) == value
    assert not is_obeyed(text)
    assert visible(text) == text
