"""The forms in which logs write a time, and whether a value is one."""

from functools import lru_cache
from typing import Final

from bench.formats.field_types import TIME_TYPES
from bench.formats.pieces import FieldPiece
from bench.formats.template import compile_template

TIMES: Final = (
    "iso",
    "apache",
    "syslog",
    "%a %b %d %H:%M:%S %Y",
    "%y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y%m%d-%H:%M:%S:%f",
    "%y%m%d %H%M%S",
    "%Y-%m-%d-%H.%M.%S",
    "%d/%b/%Y:%H:%M:%S",
    "%d/%b/%Y %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y, %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%m.%d %H:%M:%S",
    "%b %d %H:%M:%S",
    "%b %d, %Y %H:%M:%S",
    "%b %d %Y %H:%M:%S",
    "%Y%m%d.%H%M%S",
    "%Y%m%d%H%M%S",
    "%H:%M:%S",
    "epoch",
)
STAMPS: Final = tuple((kind, compile_template(f"{{x:{kind}}}").pattern) for kind in TIMES)
"""Each of them, and what reads it."""

LONGEST: Final = 48  # characters
_DIGITS: Final = frozenset({"%Y%m%d.%H%M%S", "%Y%m%d%H%M%S", "epoch"})  # which may be a number or a name as well
_FURTHER: Final = (
    "clock",
    "%Y-%m-%d %H:%M:%S %Z",
    "%Y-%m-%d %H:%M:%S %z",
    "%a, %d %b %Y %H:%M:%S %Z",
    "%a, %d %b %Y %H:%M:%S %z",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%d/%b/%Y",
)
_CLEAR: Final = (
    *(pattern for kind, pattern in STAMPS if kind not in _DIGITS),
    *(compile_template(f"{{x:{kind}}}").pattern for kind in _FURTHER),
)
_ANY: Final = (*_CLEAR, *(pattern for kind, pattern in STAMPS if kind in _DIGITS))


@lru_cache(maxsize=1 << 14)
def is_time(text: str, *, expected: bool) -> bool:
    """Return whether a text is a day, a time of day or both; digits alone only where a time is expected."""
    if len(text) > LONGEST:
        return False
    raw = text.encode("utf-8", "surrogatepass")
    return any(pattern.fullmatch(raw) for pattern in (_ANY if expected else _CLEAR))


def is_declared(piece: FieldPiece) -> bool:
    """Return whether a field of a template is a time by its type."""
    return piece.type in TIME_TYPES or ("%" in piece.type and not piece.type.startswith("[^"))
