"""Write a comparison of two results for people: lines for a terminal, Markdown, or one HTML file. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

from bench.changes import Change, Compared, Verdict

HEADS: Final = ("implementation", "figure", "before", "now", "change", "verdict")
MARKUP: Final = "\\`*_|<>[]#~&$@"
CLAIMED: Final = ' class="claimed"'
STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "th,td{text-align:left;padding:.25rem .9rem .25rem 0;border-bottom:1px solid #8888;vertical-align:top}"
    "tr.claimed{font-weight:600}div{overflow-x:auto}"
)


def headline(compared: Compared) -> str:
    """Say in one sentence what changed."""
    if not compared.changes:
        return "No row is in both results."
    said = [
        f"{each.row}: {each.metric} {each.words or f'{each.before}, now {each.after}'} ({each.verdict})"
        for each in compared.differences
    ]
    if not said:
        return "No difference can be claimed."
    return f"{'; '.join(said)}. In everything else no difference can be claimed."


def lines(compared: Compared) -> Iterator[str]:
    """Yield what is printed on a terminal."""
    yield f"{compared.base}, and now {compared.new}"
    for row, changes in groupby(compared.changes, key=lambda change: change.row):
        yield row
        yield from (f"    {_line(change)}" for change in changes)
    yield from compared.only
    yield from (f"caution: {caution}" for caution in compared.cautions)
    yield headline(compared)


def markdown(compared: Compared) -> str:
    """Return a page of Markdown."""
    blocks = [
        f"# {_plain(compared.base)}, and now {_plain(compared.new)}",
        _plain(headline(compared)),
        "\n".join(_grid(compared.changes)),
        "\n".join(f"- {_plain(text)}" for text in (*compared.cautions, *compared.only)),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def html(compared: Compared) -> str:
    """Return one HTML file that loads nothing and runs nothing."""
    head = "".join(f'<th scope="col">{each}</th>' for each in HEADS)
    rows = "".join(map(_html_row, compared.changes))
    notes = "".join(f"<li>{escape(text)}</li>" for text in (*compared.cautions, *compared.only))
    title = escape(f"{compared.base}, and now {compared.new}")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p>{escape(headline(compared))}</p><div><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"{f'<ul>{notes}</ul>' if notes else ''}</main></body></html>\n"
    )


def _cells(change: Change) -> tuple[str, ...]:
    verdict = f"{change.verdict}: {change.reason}" if change.reason else str(change.verdict)
    return change.row, change.metric, change.before, change.after, change.words, verdict


def _line(change: Change) -> str:
    _, metric, before, after, words, verdict = _cells(change)
    return f"{metric}: {before}, now {after}{f', {words}' if words else ''}: {verdict}"


def _grid(changes: Iterable[Change]) -> Iterator[str]:
    yield _table_line(HEADS)
    yield _table_line(["---"] * len(HEADS))
    for change in changes:
        cells = [_plain(cell) for cell in _cells(change)]
        yield _table_line([f"**{cell}**" if cell and _is_claimed(change) else cell for cell in cells])


def _table_line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _html_row(change: Change) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in _cells(change))
    return f"<tr{CLAIMED if _is_claimed(change) else ''}>{cells}</tr>"


def _is_claimed(change: Change) -> bool:
    return change.verdict in {Verdict.BETTER, Verdict.WORSE}


def _plain(text: str) -> str:
    """Keep somebody else's text from being read as markup or as the border of a cell."""
    return "".join(f"\\{mark}" if mark in MARKUP else mark for mark in " ".join(text.split()))
