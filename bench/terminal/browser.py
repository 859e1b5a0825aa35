"""Open a page where its user looks at pages."""

import webbrowser
from pathlib import Path

from bench.terminal import streams


def open_page(page: Path) -> None:
    """Open a page in the browser; where there is none, say where the page is."""
    if not webbrowser.open(page.resolve().as_uri()):
        streams.complain("No browser can be opened here.", f"Open the page yourself: {page.resolve()}")
