"""From finished text to the HTML files of a site. They carry no script; all text is escaped, as in a report."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from bench.model.characters import printable
from reports.drawing import palette, svg
from reports.html.templating import environment, policy, static
from reports.site.site_pages import Index, TrendPage
from reports.site.trends import chart
from reports.site.trends.shapes import Panel

UP: Final = "../../"  # from a page of trends to the root


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart as it appears in a page."""

    panel: Panel
    wide: Markup
    narrow: Markup


def index_html(index: Index) -> str:
    """Return the first page."""
    return _render("site_index.html.j2", page=index, root="", title="Leanlines: reports and trends")


def trend_html(page: TrendPage) -> str:
    """Return a page of trends."""
    drawn = {trend.key: [_draw(panel) for panel in trend.panels] for trend in page.trends}
    return _render("site_trend.html.j2", page=page, drawn=drawn, root=UP, title=f"{page.workload} over the runs")


def _render(template: str, **values: object) -> str:
    style = palette.css() + static("report.css") + static("site.css")
    made = environment().get_template(template)
    return made.render(policy=policy(style), style=Markup(style), **values)  # noqa: S704  our own files


def _draw(panel: Panel) -> DrawnChart:
    wide, narrow = (_inline(panel, narrow=narrow) for narrow in (False, True))
    return DrawnChart(panel, wide, narrow)


def _inline(panel: Panel, *, narrow: bool) -> Markup:
    salt = f"{panel.key}-{'narrow' if narrow else 'wide'}"
    label = printable(f"{panel.title}. {panel.finding.replace('`', '')}")
    with svg.style(salt):
        return Markup(svg.inline(chart.draw(panel, narrow=narrow), salt, label=label))  # noqa: S704  by an XML writer
