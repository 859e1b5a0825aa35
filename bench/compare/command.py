"""`python -m bench compare BASE NEW`: say what changed from one result to another."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bench import console, results
from bench.compare import compare as compared
from bench.compare import page as compare_page
from bench.errors import UsageError
from bench.files import write_atomically


def compare(
    base: Path,
    new: Path,
    *,
    md: bool = False,
    html: bool = False,
    out: Annotated[Path | None, Parameter(name=["--out", "-o"])] = None,
) -> int:
    """Say what changed from one result to another: memory, traced memory and time of every row that both have.

    Args:
        base: The folder of a run, its result.json, or an HTML report, which carries its result.
        new: Another, on the same data.
        md: As a page of Markdown.
        html: As an HTML file.
        out: The file to write; without it the text goes to the standard output.
    """
    if md and html:
        raise UsageError("--md and --html are two forms.", "Give one of them.")
    found = compared(results.read(base), results.read(new))
    if html:
        text = compare_page.html(found)
    else:
        text = compare_page.markdown(found) if md else "\n".join(compare_page.lines(found)) + "\n"
    if out:
        write_atomically(out, text.encode())
        console.say(compare_page.headline(found))
    elif md or html:
        sys.stdout.write(text)
    else:
        console.say(text.rstrip("\n"))
    return 0
