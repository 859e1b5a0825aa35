"""How counts, sizes, times and names are written on the command lines."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from bench.model import commands
from bench.model.units import parse_count, parse_duration, parse_size


def reads(parse: Callable[[str], object]) -> Callable[[object, Sequence[cyclopts.Token]], object]:
    """Make a parser of one word into a converter of the command line's tokens."""
    return lambda _, tokens: parse(tokens[0].value)


def read_names(_: object, tokens: Sequence[cyclopts.Token]) -> tuple[str, ...]:
    """Read names between commas, of an option that may be repeated as well; a path keeps its commas."""
    return tuple(
        name
        for token in tokens
        for name in ([token.value] if os.sep in token.value else commands.listed(token.value) or [token.value])
    )


Count = Annotated[int | None, Parameter(converter=reads(parse_count), allow_leading_hyphen=True, metavar="COUNT")]
Size = Annotated[int | None, Parameter(converter=reads(parse_size), allow_leading_hyphen=True, metavar="SIZE")]
Duration = Annotated[
    float | None, Parameter(converter=reads(parse_duration), allow_leading_hyphen=True, metavar="DURATION")
]
Names = Annotated[tuple[str, ...], Parameter(converter=read_names, metavar="NAME,...")]
Fields = Annotated[tuple[str, ...], Parameter(converter=read_names, metavar="FIELD,...")]
Logs = Annotated[tuple[Path, ...], Parameter(metavar="FILE")]
Pythons = Annotated[tuple[str, ...], Parameter(converter=read_names, metavar="PYTHON,...")]
Hashes = Annotated[tuple[str, ...], Parameter(converter=read_names, metavar="SHA256,...")]
Folders = Annotated[tuple[Path, ...], Parameter(metavar="DIR")]
Out = Annotated[Path, Parameter(metavar="DIR")]
Result = Annotated[Path, Parameter(metavar="RESULT")]
Json = Annotated[bool, Parameter(name="--json")]
Quiet = Annotated[bool, Parameter(name=["--quiet", "-q"])]
