"""Hold the sources that a report shows to those that it carries: what was read has to be what would run.

A page is foreign text, so it can hide what it holds and draw something else: what would run is what `--show-sources`
writes. What is found here is a page that was drawn of another result, or whose sources were replaced or taken away.
"""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from bench.model.characters import printable, visible
from bench.model.errors import ResultError
from bench.model.types import Implementation, Run
from bench.results import result_file

ROW: Final = ("details", "implementation")
TABLE: Final = ("table", "source")
CODE: Final = ("td", "code")


class _Sources(HTMLParser):
    """The lines of code of a page, by the name of the row that shows them.

    Attributes:
        names: of the rows, in the order of the page.
        found: (name, lines) likewise.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.found: list[tuple[str, list[str]]] = []
        self._inside: list[str] = []  # of what is being read: a name, or the code of a line

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notice where a row, its name, its table or a line of code begins."""
        kinds = {(tag, each) for each in (dict(attrs).get("class") or "").split()}
        if ROW in kinds:
            self.names.append("")
            self._inside = ["row"]
        elif tag == "strong" and self._inside == ["row"]:
            self._inside = ["name"]
        elif TABLE in kinds:
            self.found.append((self.names[-1] if self.names else "", []))
            self._inside = ["table"]
        elif CODE in kinds and self._inside == ["table"]:
            self.found[-1][1].append("")
            self._inside = ["table", "code"]

    def handle_endtag(self, tag: str) -> None:
        """Notice where a name, a line of code or a table ends."""
        if tag == "strong" and self._inside == ["name"]:
            self._inside = []
        elif tag == "td" and self._inside == ["table", "code"]:
            self._inside = ["table"]
        elif tag == "table" and self._inside[:1] == ["table"]:
            self._inside = []

    def handle_data(self, data: str) -> None:
        """Take the text of a name or of a line."""
        if self._inside == ["name"]:
            self.names[-1] += data
        elif self._inside == ["table", "code"]:
            self.found[-1][1][-1] += data


def check(path: Path, stored: Run) -> frozenset[str]:
    """Make sure that every source on a page is that of its row in the result that the page carries.

    Args:
        path: a report; any other file shows nothing.
        stored: the result that was read from it.

    Returns:
        The hashes of the implementations that a page carries and does not show; where it has many rows, it shows those
        that matter most.

    Raises:
        ResultError: if a source is another one, that of no row, or missing where its row is shown, naming the row.
    """
    text = result_file.locate(path).read_bytes()
    if text.lstrip()[:1] != b"<":
        return frozenset()
    page = _read(path, text.decode("utf-8", "replace"))
    seen: set[str] = set()
    for name, lines in page.found:
        shown = {item.sha256 for item in _of_row(stored, name) if lines == _list_shown(stored, item)}
        if not shown:
            raise _damage(path, f"the source that it shows for {_quote(name)} is not the one that it carries")
        seen |= shown
    with_source = {name for name, _ in page.found}
    for name in page.names:
        if name not in with_source and any(_list_shown(stored, item) for item in _of_row(stored, name)):
            raise _damage(path, f"it does not show the source of {_quote(name)} that it carries")
    carried = {item.sha256 for item in stored.implementations if _list_shown(stored, item)}
    if carried and not seen:
        raise _damage(path, "it shows none of the sources that it carries")
    return frozenset(carried - seen)


def _read(path: Path, text: str) -> _Sources:
    page = _Sources()
    try:
        page.feed(text)
        page.close()
    except (AssertionError, ValueError) as error:  # a declaration without a name; a character of 5,000 digits
        raise _damage(path, "it is not HTML, so it cannot show the sources that it carries") from error
    return page


def _damage(path: Path, what: str) -> ResultError:
    return ResultError(
        f"{path.name} is damaged: {what}, which would run.",
        "Do not trust it; get the report from where it was published.",
    )


def _quote(name: str) -> str:
    return repr(visible(name)[:80])


def _of_row(stored: Run, name: str) -> list[Implementation]:
    """Return the implementations that a row of that name may show."""
    bare = re.split(r"[@\s]", name.strip(), maxsplit=1)[0]
    return [item for item in stored.implementations if item.name == bare]


def _list_shown(stored: Run, item: Implementation) -> list[str]:
    """Return the lines of a source as a page shows them."""
    return [printable(line) for line in stored.files.get(item.sha256, "").splitlines()]
