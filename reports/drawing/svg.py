"""Turn a matplotlib figure into SVG or PNG: the same bytes every time, whatever the user's settings are.

Text stays text, in the font of the page: it can be found, copied and read aloud. Labels are measured with DejaVu Sans,
which comes with matplotlib and is wider than the fonts that systems use, so what does not overlap here never does.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

from reports.drawing import svg_inlining
from reports.drawing.palette import INK, ROLES

STYLE: Final[dict[Any, Any]] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 13,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": ROLES["muted"],
    "axes.facecolor": "none",
    "axes.labelcolor": ROLES["muted"],
    "axes.linewidth": 0.8,
    "xtick.color": ROLES["muted"],
    "ytick.color": ROLES["muted"],
    "xtick.labelcolor": ROLES["muted"],
    "ytick.labelcolor": ROLES["muted"],
    "text.color": INK,
    "figure.dpi": 72,
    "lines.solid_capstyle": "butt",
}
SHARP: Final = 144  # dots per inch of a PNG: two for each pixel of the page


@contextmanager
def style(salt: str) -> Iterator[None]:
    """Draw with our settings only; glyphs that DejaVu Sans lacks are the browser's business."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        mpl.rcdefaults()
        mpl.rcParams.update({**STYLE, "svg.hashsalt": salt})
        yield


def inline(figure: Figure, salt: str, *, label: str) -> str:
    """Write the figure as an `svg` element for the page; it must have been made within `style(salt)`."""
    return _without_commands(svg_inlining.inline(_svg(figure), salt=salt, label=label))


def standalone(figure: Figure) -> str:
    """Write the figure as an SVG document of its own, on white."""
    return _without_commands(_svg(figure, ground="white"))


def _without_commands(text: str) -> str:
    """Return the same SVG without what a CI runner that prints it may obey."""
    return text.replace("##", "#&#35;")


def png(figure: Figure) -> bytes:
    """Write the figure as a PNG, on white, without a date or the name of a program."""
    page = io.BytesIO()
    figure.savefig(page, format="png", dpi=SHARP, facecolor="white", metadata={"Software": None})
    return page.getvalue()


def _svg(figure: Figure, *, ground: str = "none") -> str:
    page = io.StringIO()
    figure.savefig(page, format="svg", metadata={"Date": None, "Creator": None}, facecolor=ground)
    return page.getvalue()
