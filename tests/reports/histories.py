"""Ten results of ten weeks: the same rows on the same data, with a step of one row in the fifth.

The figures of a run are those of `builders`, disturbed a little by its number, as a machine does from week to week.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.model.types import Checkout, Outcome, Run
from reports.site import html
from reports.site.history import History, recall
from reports.site.runs import gather_one
from reports.site.trends import pages as trends
from reports.site.trends.findings import remarks
from tests.reports.builders import a_control, a_failure, a_run, an_outcome, saved, scatter

FIGURES: Mapping[str, tuple[float, float]] = {
    "readlines_objects": (634.0, 2.0),
    "generator_chain": (11.2, 0.47),
    "slots_iterator": (11.1, 0.36),
    "bytes_blocks": (12.4, 0.08),
    "mapped_file": (95.0, 0.21),
}
STEPPED = "bytes_blocks"
STEP = 4
BEGAN = datetime(2026, 9, 21, 3, 17, tzinfo=UTC)
FAILED_IN = 6


def commit(number: int) -> Checkout:
    return Checkout(commit=hashlib.sha1(b"%d" % number).hexdigest(), changed=number == 7)  # noqa: S324  a stand-in


def a_week(
    number: int,
    *,
    slower: Mapping[str, float] | None = None,
    fatter: Mapping[str, float] | None = None,
    figures: Mapping[str, tuple[float, float]] = FIGURES,
    **changes: Any,
) -> Run:
    """Return the result of one week; some rows slower or fatter by a factor, and such a row has other code."""
    slower, fatter = slower or {}, fatter or {}
    rows = [_row(name, number, slower.get(name, 1), fatter.get(name, 1), figures[name]) for name in figures]
    rows = [a_failure("mapped_file") if number == FAILED_IN and _name(row) == "mapped_file" else row for row in rows]
    run = a_run(*rows, a_control(seconds=figures["readlines_objects"][1]))
    started = BEGAN + timedelta(weeks=number)
    plan = replace(run.plan, run_id=f"{started:%Y-%m-%d}-031700-{number:04x}", started=started.isoformat())
    changed = {**slower, **fatter}
    items = tuple(
        replace(item, sha256=hashlib.sha256(item.name.encode()).hexdigest()) if item.name in changed else item
        for item in run.implementations
    )
    texts = {item.sha256: run.files.get(item.sha256, f'"""{item.title}"""\n') for item in items}
    made = replace(
        run, plan=plan, implementations=items, files=texts, checkout=commit(number), ended=started.isoformat()
    )
    return replace(made, **changes)


def ten_weeks(**changes: Any) -> list[Run]:
    """Return ten results with one step in the fifth: a row that got slower and fatter by a fifth."""
    return [
        a_week(
            number,
            slower={STEPPED: 1.2} if number >= STEP else {},
            fatter={STEPPED: 1.2} if number >= STEP else {},
            **changes,
        )
        for number in range(10)
    ]


def _row(name: str, number: int, slower: float, fatter: float, figures: tuple[float, float]) -> Outcome:
    peak, seconds = figures
    disturbed = 1 + 0.006 * scatter(name, "week", number)
    traced = max(0.1, (peak * fatter - 9.5) * 0.9)
    return an_outcome(
        name,
        peak=peak * fatter * (1 + 0.002 * scatter(name, "memory", number)),
        seconds=seconds * slower * disturbed,
        traced=traced,
    )


def _name(row: Outcome) -> str:
    return row.cell.implementation


def without(run: Run, names: Sequence[str]) -> Run:
    """Return a run in which some rows were not measured."""
    return replace(run, outcomes=tuple(row for row in run.outcomes if _name(row) not in names))


def recalled(runs: Iterable[Run], folder: Path) -> History:
    """Write runs to a folder, and read them as a history."""
    return recall(gather_one(saved(run, folder, f"{at}.json")) for at, run in enumerate(runs))


def site_of(runs: Iterable[Run], folder: Path) -> dict[str, str]:
    """Draw the pages of a site of runs of one workload, without their reports."""
    past = recalled(runs, folder)
    found = remarks(past)
    made = trends.pages(past, found)
    return {"index": html.index_html(trends.index(past, found, made)), "trend": html.trend_html(made[0])}
