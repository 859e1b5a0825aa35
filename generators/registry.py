"""The kinds of data that can be made, in the order in which they are listed."""

from collections.abc import Mapping
from typing import Final

from generators import combined_log, orders_csv, web_log
from generators.lines.generator import Generator

GENERATORS: Final[Mapping[str, Generator]] = {
    "web_log": web_log,
    "combined_log": combined_log,
    "orders_csv": orders_csv,
}
