"""Write a comparison of two results for people: lines for a terminal, Markdown, or one HTML file. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape as escaped
from itertools import groupby
from typing import Final

from bench.analysis.comparison.changes import ChangeVerdict, Compared, FigureChange
from bench.model.characters import without_commands
from bench.terminal.streams import tame

HEADS: Final = ("implementation", "figure", "before", "now", "change", "verdict")
NOTHING: Final = "No difference is claimed."
MARKUP: Final = "\\`*_|<>[]#~&$@"
FIGURES: Final = HEADS[1:]
CLAIMED: Final = ' class="claimed"'
STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:1.5rem auto;padding:0 1rem;overflow-wrap:anywhere}"
    "h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0 .6rem}p,ul{max-width:75ch}li.claimed{font-weight:600}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums;width:100%}"
    "th,td{text-align:left;font-weight:400;padding:.3rem .9rem .3rem 0;vertical-align:top}"
    "th,td{border-bottom:1px solid #8888}"
    "tbody th[colspan]{font-weight:600;padding-top:1.1rem;border-bottom-width:2px}"
    "tr.claimed>*{font-weight:600}.scroll{overflow-x:auto}"
    # On a telephone the change would be out of sight: every row is a card there, and each cell says what it is.
    "@media(max-width:45rem){table,tbody,tr,th,td{display:block}thead{display:none}th,td{border:0;padding:0}"
    "tr{padding:.4rem 0;border-bottom:1px solid #8888}td:empty{display:none}td::before{content:attr(data-head) ': '}}"
)


def headline(compared: Compared) -> str:
    """Say in one sentence what changed."""
    said = "; ".join(map(_describe, compared.differences))
    return f"{said}. No other difference is claimed." if said else _count(compared)


def _title(compared: Compared) -> str:
    return f"{compared.new} compared with {compared.base}"


def _count(compared: Compared) -> str:
    """Say how much changed."""
    if not compared.changes:
        return "The two results have no row in common."
    found, all_ = len(compared.differences), len(compared.changes)
    return f"{found} of {all_} figures {'differs' if found == 1 else 'differ'}." if found else NOTHING


def _describe(change: FigureChange) -> str:
    return f"{change.row}: {change.metric} {change.words or f'{change.before}, now {change.after}'} ({change.verdict})"


def lines(compared: Compared) -> Iterator[str]:
    """Yield what is printed on a terminal."""
    yield _title(compared)
    for row, changes in groupby(compared.changes, key=lambda change: change.row):
        yield row
        yield from (f"    {_line(change)}" for change in changes)
    yield from compared.only
    yield from (f"caution: {caution}" for caution in compared.cautions)
    yield headline(compared)


def markdown(compared: Compared) -> str:
    """Return a page of Markdown."""
    blocks = [
        f"# {_plain(_title(compared))}",
        _plain(headline(compared)),
        "\n".join(_grid(compared.changes)),
        "\n".join(f"- {_plain(text)}" for text in (*compared.cautions, *compared.only)),
    ]
    return without_commands("\n\n".join(filter(None, blocks)) + "\n")


def html(compared: Compared) -> str:
    """Return one HTML file that loads nothing and runs nothing."""
    title = escape(_title(compared))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><p>{title}</p>"
        f"<h1>{escape(_count(compared))}</h1>{_html_list(map(_describe, compared.differences), CLAIMED)}"
        f"{_html_list((*compared.cautions, *compared.only))}{_html_table(compared.changes)}</main></body></html>\n"
    )


def _cells(change: FigureChange) -> tuple[str, ...]:
    verdict = f"{change.verdict}: {change.reason}" if change.reason else str(change.verdict)
    return change.row, change.metric, change.before, change.after, change.words, verdict


def _line(change: FigureChange) -> str:
    _, metric, before, after, words, verdict = _cells(change)
    return f"{metric}: {before}, now {after}{f', {words}' if words else ''}: {verdict}"


def _grid(changes: Iterable[FigureChange]) -> Iterator[str]:
    yield _table_line(HEADS)
    yield _table_line(["---"] * len(HEADS))
    for change in changes:
        cells = [_plain(cell) for cell in _cells(change)]
        yield _table_line([f"**{cell}**" if cell and _is_claimed(change) else cell for cell in cells])


def _table_line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _html_list(texts: Iterable[str], kind: str = "") -> str:
    items = "".join(f"<li{kind}>{escape(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def _html_table(changes: Iterable[FigureChange]) -> str:
    head = "".join(f'<th scope="col">{each}</th>' for each in FIGURES)
    bodies = "".join(_html_body(row, of_row) for row, of_row in groupby(changes, key=lambda change: change.row))
    return (
        '<div class="scroll" tabindex="0" role="group" aria-label="Every figure">'
        f"<table><thead><tr>{head}</tr></thead>{bodies}</table></div>"
    )


def _html_body(row: str, changes: Iterable[FigureChange]) -> str:
    head = f'<tr><th scope="rowgroup" colspan="{len(FIGURES)}">{escape(row)}</th></tr>'
    return f"<tbody>{head}{''.join(map(_html_row, changes))}</tbody>"


def _html_row(change: FigureChange) -> str:
    _, figure, *cells = _cells(change)
    named = zip(FIGURES[1:], cells, strict=True)
    rest = "".join(f'<td data-head="{head}">{escape(cell)}</td>' for head, cell in named)
    return f'<tr{CLAIMED if _is_claimed(change) else ""}><th scope="row">{escape(figure)}</th>{rest}</tr>'


def escape(text: str) -> str:
    """Return a text as HTML in which nothing is markup and nothing invisible."""
    return escaped(" ".join(tame(text).split())).replace("##", "#&#35;")


def _is_claimed(change: FigureChange) -> bool:
    return change.verdict in {ChangeVerdict.BETTER, ChangeVerdict.WORSE}


def _plain(text: str) -> str:
    """Keep somebody else's text from being read as markup or as the border of a cell."""
    return "".join(f"\\{mark}" if mark in MARKUP else mark for mark in " ".join(tame(text).split()))
