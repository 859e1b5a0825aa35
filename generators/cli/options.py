"""Turn the words of a command line into what is to be made: one command per generator, with its settings as options."""

import inspect
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Final, cast

from cyclopts import Parameter

from bench.model.errors import UsageError
from bench.model.types import Recipe, Scalar
from bench.model.units import parse_count, parse_size
from bench.terminal.addresses import is_scheduler
from bench.terminal.option_types import reads
from generators.lines.generator import REALISTIC, Generator
from generators.making import recipes

STDOUT: Final = Path("-")
_URL: Final = re.compile(r"[a-z][a-z0-9+.-]+://")
_MOST_JOBS: Final = 64
_DIGITS: Final = 16


def _whole(text: str) -> int:
    return parse_count(text, or_none=True)


def _range(text: str) -> tuple[int, int]:
    """Read two line numbers."""
    first, colon, last = text.partition(":")
    if not colon:
        raise UsageError(f"'{text}' is not a range.", "Write it as 40M:50M: from line 40M, counted from 0, up to 50M.")
    return _whole(first or "0"), parse_count(last)


def _part(text: str) -> tuple[int, int]:
    """Read which share of the parts."""
    number, slash, count = text.partition("/")
    if not slash or not number.isdecimal() or not count.isdecimal() or not 1 <= int(number) <= int(count):
        raise UsageError(f"'{text}' is not a share of the parts.", "Write --part 3/8 for the third of eight.")
    return int(number), int(count)


def _cluster(text: str) -> str:
    """Read the address of a scheduler, or how many workers are started here."""
    kind, _, count = text.partition(":")
    if not is_scheduler(text) and not (kind == "local" and count.isdecimal() and 1 <= int(count) <= _MOST_JOBS):
        hint = f"Write --cluster tcp://scheduler:8786, or local:N for 1 to {_MOST_JOBS} workers here."
        raise UsageError(f"'{text}' is not a cluster.", hint)
    return text


def _read_seed(text: str) -> int:
    if not text.isdecimal() or len(text) > _DIGITS:
        raise UsageError(f"'{text}' is not a seed.", "A seed is a whole number, 0 or more, such as --seed 7.")
    return int(text)


def _jobs(text: str) -> int:
    jobs = parse_count(text)
    if jobs > _MOST_JOBS:
        raise UsageError(f"{jobs:,} jobs are too many.", f"One for each core is enough: --jobs {_cores()}.")
    return jobs


def _place(text: str) -> Path | str:
    """Read the name of a file or a folder, or a URL: ./- is a file of that name, as everywhere."""
    if _URL.match(text):
        return text
    path = Path(text)
    return path.absolute() if path == STDOUT and text != str(STDOUT) else path


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


Place = Annotated[Path | str, Parameter(converter=reads(_place), metavar="FILE")]
Lines = Annotated[int, Parameter(converter=reads(parse_count), allow_leading_hyphen=True, metavar="COUNT")]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Order:
    """What is made, and where to.

    Attributes:
        out: File to write, or - for standard output.
        lines: Number of lines, such as 5M.
        size: Size in bytes instead, such as 1GiB; the line that reaches it is the last.
        range: Only a range of lines, such as 40M:50M: from line 40M, counted from 0, up to 50M.
        part: Only a share of the dataset's parts of 2^24 lines, such as 3/8: one in eight, from the third on. Each is
            a file in the folder, or at the URL, --out; `join` makes one dataset of them (docs/parts.md).
        cluster: Make all parts on the workers of a Dask scheduler, such as tcp://scheduler:8786, and join them; local:4
            starts four workers here. A worker makes as many parts at a time as it has threads, whatever --jobs says.
        seed: Seed of the data; another seed gives other data of the same kind.
        preset: Named set of settings; an option below takes precedence.
        jobs: Number of processes; the bytes do not depend on it. Default: one per core.
        force: Overwrite another file of that name.
        whole: Hash the whole file, too. Its blocks are hashed in any case, and identify it.
        quiet: Show no progress, and print nothing about what was made.
    """

    out: Annotated[Path | str, Parameter(converter=reads(_place), allow_leading_hyphen=True, metavar="FILE")]
    lines: Lines | None = None
    size: Annotated[int | None, Parameter(converter=reads(parse_size), allow_leading_hyphen=True, metavar="SIZE")] = (
        None
    )
    range: Annotated[str, Parameter(allow_leading_hyphen=True, metavar="COUNT:COUNT")] = ""
    part: Annotated[
        tuple[int, int] | None,
        Parameter(converter=reads(_part), n_tokens=1, allow_leading_hyphen=True, negative=(), metavar="K/N"),
    ] = None
    cluster: Annotated[str, Parameter(converter=reads(_cluster), metavar="ADDRESS")] = ""
    seed: Annotated[int, Parameter(converter=reads(_read_seed), allow_leading_hyphen=True)] = 1
    preset: Annotated[str, Parameter(metavar="NAME")] = REALISTIC
    jobs: Annotated[int, Parameter(converter=reads(_jobs), allow_leading_hyphen=True, show_default=False)] = _cores()
    force: Annotated[bool, Parameter(negative=())] = False
    whole: Annotated[bool, Parameter(negative=())] = False
    quiet: Annotated[bool, Parameter(name=["--quiet", "-q"], negative=())] = False

    def recipe(self, kind: str, settings: Mapping[str, Scalar]) -> Recipe:
        """Return the recipe.

        Raises:
            UsageError: if it says nothing, or contradicts itself.
        """
        if sum(map(bool, (self.lines, self.size, self.range))) != 1:
            hint = "For example --lines 5M, --size 1GiB or --range 40M:50M."
            raise UsageError("Give exactly one of --lines, --size and --range.", hint)
        if self.part and (self.lines is None or self.out == STDOUT or self.whole):
            raise UsageError(
                "--part needs --lines, and a folder as --out.", "For example --lines 10B --part 1/8 --out web"
            )
        if self.cluster and (self.lines is None or self.part or self.out == STDOUT or self.whole):
            raise UsageError(
                "--cluster needs --lines, and a folder or a URL as --out; it makes all parts.",
                "For example --lines 10B --cluster tcp://scheduler:8786 --out web",
            )
        first, last = _range(self.range) if self.range else (0, self.lines)
        whole = recipes.recipe(kind, lines=last, size=self.size, seed=self.seed, preset=self.preset, **settings)
        return whole if last is None else recipes.piece(whole, first, last)


Make = Callable[[Order, Recipe], None]


def command(name: str, generator: Generator, make: Make) -> Callable[..., None]:
    """Return the command that makes one kind of data."""

    def run(order: Order, **settings: Scalar) -> None:
        make(order, order.recipe(name, {setting: value for setting, value in settings.items() if value is not None}))

    parameters = [_keyword("order", Order, MISSING), *map(_option_of, fields(generator.SETTINGS))]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what cyclopts reads
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__doc__ = inspect.getdoc(generator)
    return run


def _option_of(field: Field[Any]) -> inspect.Parameter:
    """Declare the option for one knob; left out, it is what the preset says."""
    text = f"{field.metadata['help']} [default: {field.default}]"
    parameter = Parameter(help=text, group="Settings", negative=(), allow_leading_hyphen=True, show_default=False)
    if field.type is int:
        parameter = Parameter.combine(parameter, Parameter(converter=reads(_whole)))
    return _keyword(field.name, Annotated[cast("type", field.type) | None, parameter], None)


def _keyword(name: str, annotation: Any, default: Any) -> inspect.Parameter:  # noqa: ANN401 - whatever the option takes
    empty = inspect.Parameter.empty if default is MISSING else default
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=empty, annotation=annotation)
