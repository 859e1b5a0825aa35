"""A comparison of two results as a page of Markdown, or as one HTML file that loads nothing and runs nothing."""

from itertools import groupby
from pathlib import Path
from typing import Final

from markupsafe import Markup

from bench.analysis.comparison import words
from bench.analysis.comparison.changes import Compared, FigureChange
from bench.analysis.comparison.compare import compare
from bench.model.characters import without_commands
from bench.results import result_file
from reports.exporters.as_markdown import escape, grid
from reports.html.templating import environment, policy, static

HEADS: Final = ("implementation", "figure", "before", "now", "change", "verdict")


def draw(form: str, base: Path, new: Path) -> str:
    """Compare two results and draw what changed.

    Args:
        form: `md` or `html`.
        base: a result of one machine.
        new: another, of the same data.

    Raises:
        BenchError: if one of them cannot be read, or they cannot be compared.
    """
    compared = compare(result_file.read_single(base), result_file.read_single(new))
    return markdown(compared) if form == "md" else html(compared)


def markdown(compared: Compared) -> str:
    """Return a page of Markdown."""
    blocks = [
        f"# {escape(words.title(compared))}",
        escape(words.headline(compared)),
        "\n".join(grid(HEADS, map(_bold_if_claimed, compared.changes))),
        "\n".join(f"- {escape(text)}" for text in (*compared.cautions, *compared.only)),
    ]
    return without_commands("\n\n".join(filter(None, blocks)) + "\n")


def html(compared: Compared) -> str:
    """Return one HTML file."""
    style = static("comparison.css")
    page = environment().get_template("comparison.html.j2")
    return page.render(
        compared=compared,
        title=words.title(compared),
        count=words.count(compared),
        differences=map(words.describe, compared.differences),
        heads=HEADS[1:],
        rows=groupby(compared.changes, key=lambda change: change.row),
        cells=_cells,
        policy=policy(style),
        style=Markup(style),  # noqa: S704  our own file
    )


def _cells(change: FigureChange) -> tuple[str, ...]:
    return change.metric, change.before, change.after, change.words, words.verdict(change)


def _bold_if_claimed(change: FigureChange) -> list[str]:
    cells = map(escape, (change.row, *_cells(change)))
    return [f"**{cell}**" if cell and change.claimed else cell for cell in cells]
