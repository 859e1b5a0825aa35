"""Characters that no document may hold: control characters, lone surrogates, and what Unicode reserves."""

import re
from typing import Final

FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
STAND_IN: Final = "\ufffd"


def printable(text: str) -> str:
    """Put the replacement character in the place of each."""
    return FORBIDDEN.sub(STAND_IN, text)
