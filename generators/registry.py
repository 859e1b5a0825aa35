"""The kinds of data that can be made, in the order in which they are listed."""

from collections.abc import Mapping
from typing import Final

from generators import web_log
from generators.contract import Generator

GENERATORS: Final[Mapping[str, Generator]] = {
    "web_log": web_log,
}
