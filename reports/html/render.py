"""From a page to one HTML file that stands alone: no network, no second file, and the same bytes for the same result.

The content policy names the page's one style sheet and one script by their hashes and forbids everything else, style
attributes included. All text is escaped; control characters that no document may hold are shown as the replacement
character.
"""

import re
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from markupsafe import Markup

from bench.analysis.comparison.twin_ranks import AGAIN
from bench.model.characters import plain_json, printable
from bench.model.release import DESCRIPTION, VERSION
from bench.model.types.twin import LEGEND
from reports.charts.registry import CHARTS, FIRST, FOLDED, Chart
from reports.drawing import palette, svg
from reports.html.templating import environment, policy, static
from reports.page.page import Page
from reports.page.parts import Table
from reports.page.section import PageSection

RELEASE: Final = {"version": VERSION, "description": DESCRIPTION}
RAW_TEXT: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart as it appears in the page; `folded` is what is said of it where it is folded away, or empty."""

    key: str
    title: str
    finding: str
    wide: Markup
    narrow: Markup
    table: Table
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Drawings:
    """The charts of one section."""

    first: tuple[Drawing, ...]
    others: tuple[Drawing, ...]


def html(page: Page) -> str:
    """Return the whole file."""
    style = palette.css() + static("report.css")
    script = static("report.js")
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            page=page,
            release=RELEASE,
            again=AGAIN,
            legend=LEGEND,
            drawings={section.key: drawings(section) for section in page.sections},
            policy=policy(style, script),
            style=Markup(style),  # noqa: S704  our own files
            script=Markup(script),  # noqa: S704
            result=Markup(raw_text(page.result)),  # noqa: S704  escaped for a script element
        )
    )


def drawings(section: PageSection) -> Drawings:
    """Draw every chart of a section that has data."""
    first = tuple(_draw(chart, section) for chart in (FIRST,) if chart.table(section).rows)
    others = tuple(_draw(chart, section) for chart in CHARTS if chart.table(section).rows)
    return Drawings(first, others)


def _draw(chart: Chart, section: PageSection) -> Drawing:
    name = chart.__name__.rpartition(".")[2] if isinstance(chart, ModuleType) else type(chart).__name__
    key = f"{section.key}-{name}"
    finding = chart.finding(section)
    label = f"{chart.TITLE}{'' if chart.TITLE.endswith('?') else '.'} {finding.replace('`', '')}"
    wide, narrow = (_inline(chart, section, key, label, narrow=narrow) for narrow in (False, True))
    return Drawing(
        key=key,
        title=chart.TITLE,
        finding=finding,
        wide=wide,
        narrow=narrow,
        table=chart.table(section),
        folded=FOLDED.get(chart, ""),
    )


def _inline(chart: Chart, section: PageSection, key: str, label: str, *, narrow: bool) -> Markup:
    salt = f"{key}-{'narrow' if narrow else 'wide'}"
    with svg.style(salt):
        figure = chart.draw(section, narrow=narrow)
        return Markup(svg.inline(figure, salt, label=printable(label)))  # noqa: S704  serialised by an XML writer


def raw_text(text: str) -> str:
    """Escape JSON for a script element, invisible characters and commands to CI runners too; it stays the same JSON."""
    return plain_json(re.sub("[<>&]", lambda found: RAW_TEXT[found[0]], text))
