"""What a reader sees of a page, as lines of text: for gold files.

Listings that hold no sentence (source, samples) and the drawings themselves are left out; of a drawing its text
alternative stands in its place.
"""

from html.parser import HTMLParser
from typing import Final

INLINE: Final = frozenset(("a", "b", "code", "em", "small", "span", "strong", "sub", "sup", "wbr", "button", "label"))
HIDDEN: Final = frozenset(("script", "style", "title", "svg"))
LISTINGS: Final = frozenset(("narrow", "source", "samples"))
VOID: Final = frozenset(("br", "wbr", "input", "meta", "link", "img", "hr"))
CELLS: Final = frozenset(("td", "th"))


class _Visible(HTMLParser):
    def __init__(self, left_out: frozenset[str]) -> None:
        super().__init__()
        self._left_out = left_out
        self.lines = [""]
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if not self._hidden:
            self._open(tag, given)
        if tag not in VOID and (self._hidden or tag in HIDDEN or self._left_out & set(given.get("class", "").split())):
            self._hidden.append(tag)

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag == "svg" and given.get("role") == "img":
            self._line(f"[drawing: {given['aria-label']}]")
        elif tag in CELLS:
            self.lines[-1] += " | "
        elif tag == "input":
            self.lines[-1] += f"[{given.get('value', '')}]"
        elif tag not in INLINE | HIDDEN:
            self._line()

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if self._hidden[-1] == tag:
                self._hidden.pop()
        elif tag not in INLINE | CELLS:
            self._line()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.lines[-1] += data

    def _line(self, text: str = "") -> None:
        self.lines += [text, ""] if text else [""]


def visible_text(page: str, *left_out: str) -> str:
    """Return the text of a page, a line for each block and each row of a table; some classes may be left out."""
    reader = _Visible(LISTINGS.union(left_out))
    reader.feed(page)
    lines = (" ".join(line.split()).strip("| ") for line in reader.lines)
    return "\n".join(filter(None, lines))
