"""Hold the sources that a report shows to those that it carries: what was read has to be what would run."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from bench import results
from bench.characters import printable, visible
from bench.errors import ResultError
from bench.model import Implementation, Run

NAMES: Final = ("details", "implementation")
TABLE: Final = ("table", "source")


class _Sources(HTMLParser):
    """The lines of code of a page, by the name of the row that shows them.

    Attributes:
        found: (name, lines) in the order of the page.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self._name = ""
        self._inside: list[str] = []  # of what is being read: a name, or the code of a line

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notice where a row, its name, its table or a line of code begins."""
        kind = dict(attrs).get("class") or ""
        if (tag, kind) == NAMES:
            self._inside = ["row"]
        elif tag == "strong" and self._inside == ["row"]:
            self._inside, self._name = ["name"], ""
        elif (tag, kind) == TABLE:
            self.found.append((self._name, []))
            self._inside = ["table"]
        elif (tag, kind) == ("td", "code") and self._inside == ["table"]:
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
            self._name += data
        elif self._inside == ["table", "code"]:
            self.found[-1][1][-1] += data


def check(path: Path, stored: Run) -> None:
    """See that every source on a page is that of its row in the result that the page carries.

    Args:
        path: a report; any other file shows nothing.
        stored: the result that was read from it.

    Raises:
        ResultError: if a source is another one, or that of no row, naming the row.
    """
    page = results.located(path)
    text = page.read_bytes()
    if text.lstrip()[:1] != b"<":
        return
    parser = _Sources()
    parser.feed(text.decode("utf-8", "replace"))
    for name, lines in parser.found:
        if not any(lines == _shown(stored, item) for item in _of_row(stored, name)):
            raise ResultError(
                f"{path.name} is damaged: the source that it shows for {visible(name)[:80]!r} is not the one that it "
                "carries, which would run.",
                "Do not trust it; take the report as it was published.",
            )


def _of_row(stored: Run, name: str) -> Iterator[Implementation]:
    """Yield the implementations that a row of that name may show."""
    bare = re.split(r"[@\s]", name.strip(), maxsplit=1)[0]
    return (item for item in stored.implementations if item.name == bare)


def _shown(stored: Run, item: Implementation) -> list[str]:
    """Return the lines of a source as a page shows them."""
    return [printable(line) for line in stored.files.get(item.sha256, "").splitlines()]
