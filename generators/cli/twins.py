"""`profile` and `like`: what a log is like, in numbers, and a log that is like it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from bench.model import commands
from bench.model.errors import DataError, UsageError
from bench.model.formatting import plural, verb
from bench.model.types import Scalar
from bench.model.units import parse_count, parse_size
from generators.cli.options import Make, Order

if TYPE_CHECKING:
    from generators.profiles.schema import Profile

LEAKS: Final = 3
"""Exit code where content was found."""

_SHOWN: Final = 20
_MOST_SAMPLE: Final = 1 << 30
SAMPLE: Final = 8 << 20  # bytes

Size = Annotated[int, Parameter(converter=lambda _, tokens: parse_size(tokens[0].value))]
Count = Annotated[int | None, Parameter(converter=lambda _, tokens: parse_count(tokens[0].value))]


def profile(  # noqa: PLR0913 - each is an option
    log: Path,
    *,
    out: Path,
    format: str = "",  # noqa: A002 - the option is called so
    keep: list[str] | None = None,
    sample: Annotated[Size, Parameter(show_default=False)] = SAMPLE,
    force: Annotated[bool, Parameter(negative=())] = False,
) -> None:
    """Describe a log in numbers, without its content, so that `like` can make a twin of it.

    Args:
        log: The log.
        out: File to write.
        format: Format of the log, a name, a file or a template (docs/formats.md), in place of the guess.
        keep: A field whose values are literal in the profile, and so in every twin. May be repeated.
        sample: Bytes that are read, from all over the log. Default: 8 MiB.
        force: Overwrite another file of that name.
    """
    from bench.formats import shipped
    from bench.host.files import partial
    from generators.cli import console
    from generators.profiles import schema
    from generators.profiles.learn import describe_kept, learn

    if sample > _MOST_SAMPLE:
        raise UsageError("A sample of more than 1 GiB would not fit into memory.", "For example --sample 64MiB.")
    if out.exists() and not force:
        raise DataError(f"{out} already exists.", "Add --force to overwrite it, or choose another --out.")
    learnt = learn(log, shipped.named(format) if format else None, most=sample, keep=keep or ())
    with partial(out.absolute()) as unfinished:
        unfinished.write(memoryview(schema.text(learnt).encode()))
    console.say(f"made {out}: {_facts(learnt, out.stat().st_size)}")
    for said in describe_kept(learnt):
        console.say(said)
    console.say(f"Make a twin: {commands.typed('generators', 'like', out, '--out', 'twin.log')}")


def leaks(log: Path, profile: Path, *, format: str = "") -> int:  # noqa: A002 - as above
    """Look for content of a log in its twins: what is in the log and in the twin of every seed would be a leak.

    Args:
        log: The log that the profile was made of.
        profile: File that `profile` made.
        format: Format of the log, where it is a file of your own: its words are in every twin on purpose.
    """
    from bench.formats import shipped
    from generators.cli import console
    from generators.profiles import reading, words
    from generators.profiles.learn import OWN
    from generators.twins import leaks as search

    known = reading.read(profile)
    name = format or ("" if known.format == OWN else known.format)
    found = search.leaks(log, known, words.of_format(shipped.named(name)) if name else frozenset())
    if not found:
        console.say(f"No run of five letters, or of eight letters or digits, is in {log} and in all twins.")
        return 0
    are = verb(len(found), "is", "are")
    console.say(f"{plural(len(found), 'run')} of letters or digits {are} in {log} and in all twins:")
    for run in found[:_SHOWN]:
        console.say(f"  {run}")
    if known.format == OWN and not format:
        console.say("The format of this log is your own, and its words are in every twin: give it by --format FILE.")
    return LEAKS


def likeness(log: Path, twin: Path, *, format: str = "", sample: Size = SAMPLE) -> None:  # noqa: A002 - as above
    """Compare a log with its twin, property by property.

    Args:
        log: The log, or its profile.
        twin: The twin.
        format: Format of both, a name, a file or a template, in place of the guess.
        sample: Bytes that are read of each, from all over it.
    """
    from bench.formats import shipped
    from bench.model import formatting
    from bench.model.types import TwinLikeness
    from bench.model.types.twin import LEGEND
    from generators.cli import console
    from generators.profiles import reading
    from generators.profiles.learn import OWN
    from generators.profiles.likeness import compare, learn_rounded

    given = shipped.named(format) if format else None
    one = reading.read(log) if reading.is_profile(log) else learn_rounded(log, given, most=sample)
    if one.format == OWN and not given:
        raise UsageError(f"{log} is of a log in a format of its own.", "Name that format with --format FILE.")
    form = given or shipped.named(one.format)
    found = compare(one, learn_rounded(twin, form, most=sample, like=one), form)
    width = max(len(each.name) for each in found)
    console.say(f"{'':{width}}  {'log':>10}  {'twin':>10}  {'difference':>14}  within 10 %")
    for each in found:
        figures = (formatting.significant(each.log), formatting.significant(each.twin))
        difference = "not in the log" if each.difference is None else formatting.change(each.difference)
        console.say(f"{each.name:{width}}  {figures[0]:>10}  {figures[1]:>10}  {difference:>14}  {each.within}")
    console.say(TwinLikeness(twin="", properties=tuple(found)).words)
    console.say(f"Both were read as records of the format {form.name}.")
    console.say(LEGEND)


def _facts(learnt: "Profile", size: int) -> str:
    fields = sum(field.name != "other" for field in learnt.fields)
    from generators.profiles import schema

    read = f"{plural(learnt.sampled, 'line')} read, {plural(fields, 'field')}"
    return f"{learnt.format}, {read}, {plural(size, 'byte')}, hash {schema.digest(learnt)}"


def command(make: Make) -> Callable[..., None]:
    """Return the command that makes a twin.

    Args:
        make: makes what was ordered.
    """

    def like(profile: Path, *, order: Order, total: Count = None) -> None:
        """Make a log like the one that was profiled: as long, or of any length.

        Args:
            profile: File that `profile` made.
            order: What is made.
            total: Number of lines of the whole twin, where only a range of it is made. Default: as in the profile.
        """
        from generators.profiles import keeping, reading
        from generators.registry import TWIN

        known = reading.read(profile)
        if not (order.lines or order.size or order.range):
            order = replace(order, lines=max(known.lines, 1))
        settings: dict[str, Scalar] = {
            "profile": keeping.keep(known),
            "total": total or order.lines or max(known.lines, 1),
        }
        make(order, order.recipe(TWIN, settings))

    return like
