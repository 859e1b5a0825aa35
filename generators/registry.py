"""The kinds of data that can be made, in the order in which they are listed."""

from collections.abc import Mapping
from typing import Final

from generators import combined_log, orders_csv, twin, web_log
from generators.lines.generator import Generator

GENERATORS: Final[Mapping[str, Generator]] = {
    "web_log": web_log,
    "combined_log": combined_log,
    "orders_csv": orders_csv,
}
"""What is made from settings alone; each is a command."""

TWIN: Final = "twin"
ALL: Final[Mapping[str, Generator]] = {**GENERATORS, TWIN: twin}
"""What a recipe may name: also a twin, which is made from a profile by `like`."""
