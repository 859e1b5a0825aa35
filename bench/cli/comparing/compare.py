"""`python -m bench compare BASE NEW`: say what changed from one result to another."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.analysis.comparison import tables as compare_page
from bench.analysis.comparison.changes import Compared
from bench.analysis.comparison.compare import compare as compared
from bench.host.files import write_atomically
from bench.model.errors import UsageError
from bench.results import result_file
from bench.terminal import console

_FORMS: Final[dict[str, Callable[[Compared], str]]] = {
    "": lambda found: "\n".join(compare_page.lines(found)) + "\n",
    "md": compare_page.markdown,
    "html": compare_page.html,
}
_SUFFIXES: Final = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}


def compare(
    base: Path,
    new: Path,
    *,
    md: bool = False,
    html: bool = False,
    out: Path | None = None,
) -> int:
    """Compare two results: memory, traced memory and time of every case that both have.

    Args:
        base: Folder of a run, its result.json, or an HTML report, which carries its result.
        new: Another, measured on the same data.
        md: Print Markdown.
        html: Print HTML.
        out: File to write; its suffix .md or .html selects the format. Default: text on standard output.
    """
    if md and html:
        raise UsageError("--md and --html exclude each other.", "Use one of them.")
    found = compared(result_file.read(base), result_file.read(new))
    text = _FORMS[_form(out, md=md, html=html)](found)
    if out:
        write_atomically(out, text.encode())
        console.say(compare_page.headline(found))
    elif md or html:
        sys.stdout.write(text)
    else:
        console.say(text.rstrip("\n"))
    return 0


def _form(out: Path | None, *, md: bool, html: bool) -> str:
    """Return the form that was asked for, or that the name of the file says; empty for lines of text."""
    if md or html:
        return "md" if md else "html"
    return _SUFFIXES.get(out.suffix.lower(), "") if out else ""
