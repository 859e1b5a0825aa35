"""Characters that no document may hold, or that nobody would see in it."""

import re
from typing import Final

from bench.characters import CONTROL, STAND_IN, visible

FORBIDDEN: Final = re.compile(f"[{CONTROL}\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Put the replacement character in the place of a forbidden one, and an escape in that of an invisible one."""
    return visible(FORBIDDEN.sub(STAND_IN, text))
