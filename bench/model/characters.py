"""Foreign text as it may be shown: nothing invisible is in it, and nothing that a terminal or a CI runner obeys. Pure.

A name, a reason or a source may come from a foreign report. Characters that are invisible, or that reverse a line,
make it look like something else. A line that begins with `::error::` is a command to the runner of GitHub, and
`##[` and `##vso[` are commands, wherever they are in a line, to that one and to the one of Azure.
"""

import re
from typing import Final

STAND_IN: Final = "\N{REPLACEMENT CHARACTER}"
CONTROL: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
FORBIDDEN: Final = re.compile(f"[{CONTROL}\ud800-\udfff\ufffe\uffff]")
_INVISIBLE: Final = re.compile(  # what Unicode calls format characters, separators of lines, and default-ignorable
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
COMMANDING: Final = re.compile(rf"[{CONTROL}\r]")
_ANYWHERE: Final = r"##(?=\[|vso\[|teamcity\[)"
_AHEAD: Final = r"(?:[^\S\n]|\x1b\[[0-9;?]*[A-Za-z])*"  # spaces, and what a console of ours puts before a text
_COMMAND: Final = re.compile(rf"(?:^|(?<=\r)){_AHEAD}:(?=:)|{_ANYWHERE}", re.MULTILINE)


def printable(text: str) -> str:
    """Replace each character that no document may hold, and put an escape in place of each invisible one."""
    return visible(FORBIDDEN.sub(STAND_IN, text))


def tame(text: str) -> str:
    """Return a text with a stand-in for each character that commands a terminal, and an escape for the invisible."""
    return visible(COMMANDING.sub(STAND_IN, text))


def visible(text: str) -> str:
    """Return a text in which its number replaces every invisible character."""
    return _INVISIBLE.sub(lambda found: escape(found[0]), text)


def without_commands(text: str) -> str:
    """Return a text, whole lines of it, with a backslash in whatever a CI runner would take for a command."""
    return _COMMAND.sub(lambda found: found[0] + "\\", text)


def plain_json(text: str) -> str:
    """Return the same JSON with escapes in both places, which a parser reads alike."""
    shown = _INVISIBLE.sub(lambda found: _utf_16(found[0]), text)
    return re.sub(_ANYWHERE, r"#\\u0023", shown)


def escape(character: str) -> str:
    """Return a character as Python and TOML write its number."""
    number = ord(character)
    return f"\\U{number:08x}" if number > 0xFFFF else f"\\u{number:04x}"  # noqa: PLR2004


def _utf_16(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
