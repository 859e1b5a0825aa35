"""The formats that come with the project, a file each; and one that is given on the command line."""

import difflib
import os
from functools import cache
from pathlib import Path
from typing import Final

from bench.formats.loading import FOLDER, SUFFIX, load, nest, of_template
from bench.formats.log_format import LogFormat
from bench.formats.pieces import TemplateError
from bench.model.errors import UsageError
from bench.model.paths import page

WITHIN: Final = "+"  # between the name of a format and that of the format of its messages
FALLBACK: Final = "time_level"  # reads whatever begins with a time, and takes all behind the level for the message


def names() -> list[str]:
    """Return the names of all, in their order."""
    return sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}"))


@cache
def shipped(name: str) -> LogFormat:
    """Return one of them."""
    return load(FOLDER / f"{name}{SUFFIX}")


def is_shipped(given: str) -> bool:
    """Return whether what a command line names needs no file of the user's."""
    return all(part in names() for part in given.split(WITHIN))


def is_ours(form: LogFormat) -> bool:
    """Return whether a format is shipped, alone or one within another, and not only called as one is."""
    return is_shipped(form.name) and named(form.name) == form


def is_template(given: str) -> bool:
    """Return whether what a command line gives is a template itself, and no name of one."""
    return "{" in given and not given.endswith(SUFFIX)


def named(given: str) -> LogFormat:
    """Return the format that a command line gives: one of ours, a file, a template, or two nested (`cri+json_lines`).

    Raises:
        UsageError: if there is none, the template cannot be used, or the one cannot hold the other.
        BenchError: if the file cannot be used.
    """
    if given in names():
        return shipped(given)
    if is_template(given):
        return _of_template(given)
    outer, within, inner = given.partition(WITHIN)
    if within and not Path(given).exists():
        try:
            return nest(named(outer), named(inner))
        except ValueError as error:
            raise UsageError(
                f"--format {given}: {error}.", f"{page('formats.md')} says which formats can be nested."
            ) from None
    if given.endswith(SUFFIX) or os.sep in given:
        return load(Path(given))
    near = difflib.get_close_matches(given, names(), n=1)
    meant = f" Did you mean '{near[0]}'?" if near else ""
    raise UsageError(
        f"There is no format '{given}'.{meant}",
        f"Give a template such as '{{time:iso}} {{level}} {{message:rest}}', a file that ends with {SUFFIX}, "
        f"or one of {', '.join(names())}.",
    )


def _of_template(given: str) -> LogFormat:
    try:
        return of_template(given)
    except TemplateError as error:
        said = f"--format '{given}', character {error.at + 1}: {error}{'' if str(error).endswith('?') else '.'}"
        raise UsageError(said, f"How a template is written: {page('formats.md')}.") from error
