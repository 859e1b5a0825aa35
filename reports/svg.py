"""Turn a matplotlib figure into SVG: the same bytes every time, and at home in a page with a strict content policy.

matplotlib writes `style` attributes, which a policy without `unsafe-inline` ignores, and identifiers that collide when
several charts stand in one page. So its drawing is read back: styles become presentation attributes, colours of the
palette become variables of the page, identifiers nobody refers to go. Text stays text, in the font of the page: it can
be found, copied and read aloud, and labels measured with DejaVu Sans are never narrower than what is shown.
"""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from xml.etree import ElementTree as ET

import matplotlib as mpl
from matplotlib.figure import Figure

from reports.palette import INK, ROLES

STYLE: Final[dict[Any, Any]] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 13,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": ROLES["muted"],
    "axes.labelcolor": ROLES["muted"],
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "xtick.color": ROLES["muted"],
    "ytick.color": ROLES["muted"],
    "xtick.labelcolor": ROLES["muted"],
    "ytick.labelcolor": ROLES["muted"],
    "text.color": INK,
    "figure.dpi": 72,
    "axes.facecolor": "none",
    "lines.solid_capstyle": "round",
}
VARIABLES: Final = {value: f"var(--{role}, {value})" for role, value in ROLES.items()} | {INK: "currentColor"}
PAINTS: Final = ("fill", "stroke")
FONT: Final = re.compile(r"(?:(?P<weight>bold|[1-9]00) )?(?P<size>[\d.]+)px .*")
REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")
DATA: Final = "data-"


@contextmanager
def style(salt: str) -> Iterator[None]:
    """Draw with our settings and nobody else's; glyphs that DejaVu Sans lacks are the browser's business."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        mpl.rcdefaults()
        mpl.rcParams.update({**STYLE, "svg.hashsalt": salt})
        yield


def standalone(figure: Figure, salt: str) -> str:
    """Write the figure as an SVG document of its own, on white."""
    with style(salt):
        return _draw(figure, ground="white")


def inline(figure: Figure, salt: str, *, label: str) -> str:
    """Write the figure as an `svg` element for the page.

    Args:
        figure: made within `style(salt)`.
        salt: name of the chart; it makes identifiers differ between charts.
        label: the text alternative.
    """
    root = ET.fromstring(_draw(figure))  # noqa: S314  our own drawing
    _drop_foreign(root)
    used = set(_references(root))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        _settle(element, salt, used)
    root.attrib = {"viewBox": root.attrib["viewBox"], "role": "img", "aria-label": label, "class": "drawing"}
    return ET.tostring(root, encoding="unicode")


def _draw(figure: Figure, *, ground: str = "none") -> str:
    page = io.StringIO()
    figure.savefig(page, format="svg", metadata={"Date": None, "Creator": None}, facecolor=ground)
    return page.getvalue()


def _drop_foreign(root: ET.Element) -> None:
    """Take out metadata and the style sheet; the page has its own."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.rpartition("}")[2] in {"metadata", "style"}:
                parent.remove(child)


def _references(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        for name, value in element.attrib.items():
            if name.endswith("href"):
                yield value.removeprefix("#")
            yield from REFERENCE.findall(value)


def _settle(element: ET.Element, salt: str, used: set[str]) -> None:
    """Give one element attributes that the page's policy lets through."""
    attributes = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    identity = attributes.pop("id", "")
    attributes |= _presentation(attributes.pop("style", ""))
    if identity.startswith(DATA):
        name, _, value = identity.partition("=")
        attributes[name] = value
    elif identity in used:
        attributes["id"] = f"{salt}-{identity}"
    element.attrib = {name: _translated(name, value, salt) for name, value in attributes.items()}


def _presentation(text: str) -> dict[str, str]:
    declarations = (part.partition(":") for part in text.split(";") if ":" in part)
    found = {name.strip(): value.strip() for name, _, value in declarations}
    font = FONT.fullmatch(found.pop("font", ""))
    if font:
        found["font-size"] = font["size"]
        found |= {"font-weight": font["weight"]} if font["weight"] else {}
    return found


def _translated(name: str, value: str, salt: str) -> str:
    if name in PAINTS:
        value = VARIABLES.get(value, value)
    if name == "href":
        return f"#{salt}-{value.removeprefix('#')}"
    return REFERENCE.sub(rf"url(#{salt}-\1)", value)
