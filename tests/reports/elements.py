"""The elements of a page, as a test looks at them."""

from html.parser import HTMLParser


class Elements(HTMLParser):
    """Every element of a page, with its attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.tags = [tag for tag, _ in self.found]
        self.attributes = {name for _, given in self.found for name in given}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def values(self, *names: str) -> list[str]:
        """Return what some attributes are set to."""
        return [value or "" for _, given in self.found for name, value in given.items() if name in names]
