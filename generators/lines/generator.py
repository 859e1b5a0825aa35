"""What a generator is, and the small types that pass between one and the writer of its lines.

A generator is a module with a docstring, the constants `SUFFIX`, `VERSION`, `SETTINGS` and `PRESETS`, and one function,
`write`. Lines are made in numbered blocks of `BLOCK` lines. A block depends on the recipe and its own number only, so
that any range of a dataset can be made alone, in any order and in any number of processes.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from bench.model.types import Recipe, Scalar, Truth
from generators.lines.blocks import Block, LineSpan

REALISTIC: Final = "realistic"
"""The preset that every generator has, and that holds where none is named."""


Put = Callable[[Block], int]
"""Takes the lines of a span and returns how many of them, from the first, are kept; the truth counts these only."""


class Generator(Protocol):
    """The shape of a module that makes one kind of data."""

    __name__: str
    __doc__: str | None

    @property
    def SUFFIX(self) -> str:  # noqa: N802 - a module's constant
        """The usual end of a file's name, such as `.log`."""

    @property
    def VERSION(self) -> int:  # noqa: N802 - a module's constant
        """Changes when the meaning of a recipe does."""

    @property
    def SETTINGS(self) -> type[Any]:  # noqa: N802 - a module's constant
        """A frozen dataclass of settings, each field made by `setting`."""

    @property
    def PRESETS(self) -> Mapping[str, Mapping[str, Scalar]]:  # noqa: N802 - a module's constant
        """Names for settings that belong together."""

    def write(self, recipe: Recipe, spans: Iterable[LineSpan], put: Put) -> Truth:
        """Make the lines of each span, hand them over, and return what was counted among the lines that were kept."""
