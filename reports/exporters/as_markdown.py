"""A Markdown page for a pull request or a job summary: the finding, the table, and what failed and why."""

import re
from collections.abc import Iterable, Sequence

from bench.model.characters import printable, without_commands
from bench.model.types import Run
from reports.page.page import Page, PageVerdict
from reports.page.parts import Column
from reports.page.section import PageSection, Row
from reports.view.page_view import view

SUFFIX = ".md"
SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$@])")
SPACES = re.compile(r"\s+")


def render(run: Run) -> str:
    """Return the page; every text from the result is escaped."""
    page = view(run)
    sections = (line for section in page.sections for line in _section(section, page))
    lines = ["# Leanlines", "", *_verdict(page.verdict), *sections, *_end(page)]
    return without_commands("\n".join(lines))


def _verdict(found: PageVerdict | None) -> Iterable[str]:
    """Yield the verdict on the change that was measured, before everything else."""
    if found is None:
        return
    yield f"**{escape(found.headline)}**"
    yield ""
    for said in (found.broken, [words for words, _ in found.rows], found.remarks):
        if said:
            yield from (f"- {escape(each)}" for each in said)
            yield ""


def _section(section: PageSection, page: Page) -> Iterable[str]:
    yield f"## {escape(section.title)}"
    yield ""
    if page.verdict is None or len(page.sections) > 1:
        yield " ".join(_sentence(each) for each in (section.headline, section.lesson) if each)
        yield ""
    yield " · ".join(map(escape, section.trust))
    yield ""
    if said := " ".join(filter(None, (section.order, section.alike))):
        yield escape(said)
        yield ""
    if section.rows:
        yield from _table(section.columns, section.rows)
    if section.twin:
        yield ""
        yield escape(section.twin)
        yield ""
        yield from _grid(section.twin_rows.heads, section.twin_rows.rows)
    if together := [(row.name, row.together) for row in (*section.rows, *section.failed) if row.together]:
        yield ""
        yield from _grid(("Implementation", "On all machines"), together)
    if section.failed:
        yield ""
        yield from _grid(
            ("Not measured", "Status", "Reason"),
            [
                (_cell(row.name, row.edge_cases), row.status, " · ".join(row.reason.splitlines()))
                for row in section.failed
            ],
        )
    yield ""


def _table(columns: Sequence[Column], rows: Sequence[Row]) -> Iterable[str]:
    heads = ("Rank", "Implementation", *(_head(column) for column in columns))
    cells = [
        (row.rank, _cell(row.name, row.edge_cases), *(_cell(entry.text, entry.note) for entry in row.entries))
        for row in rows
    ]
    return _grid(heads, cells)


def _head(column: Column) -> str:
    return f"{column.head} ({column.unit})" if column.unit else column.head


def _cell(text: str, note: str) -> str:
    return f"{text} ({note})" if note and note != text else text


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    return grid(heads, (map(escape, row) for row in rows))


def grid(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> Iterable[str]:
    """Yield the lines of a table; its cells are escaped already."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _end(page: Page) -> Iterable[str]:
    for title, table in page.machines:
        yield f"Machines: {escape(title)}"
        yield ""
        yield from _grid(table.heads, table.rows)
        yield ""
    for data in page.data:
        if data.alike:
            yield escape(data.alike)
            yield ""
    yield "Repeat the run:"
    yield ""
    if page.placeholders:
        yield _sentence(page.placeholders)
        yield ""
    for command in page.commands:
        yield f"    {_one_line(command.line)}"
    yield ""


def _sentence(text: str) -> str:
    """Keep the backticks of a sentence of ours, and escape what is between and around them.

    Where a name has backticks itself, so that they are next to each other or one has no partner, nothing is code: a
    run of several opens what one alone does not close, and what is in it would be markup.
    """
    parts = text.split("`")
    if len(parts) % 2 == 0 or not all(parts[1:-1]):
        return escape(text)
    return "".join(f"`{_one_line(part)}`" if number % 2 else escape(part) for number, part in enumerate(parts))


def escape(text: str) -> str:
    """Keep foreign text from being read as markup or as the border of a cell."""
    return SPECIAL.sub(r"\\\1", _one_line(text))


def _one_line(text: str) -> str:
    """Keep code from ending before its end: what stands on a line of its own is no code any more."""
    return SPACES.sub(" ", printable(text))
