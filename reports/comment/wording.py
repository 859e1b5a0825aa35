"""The comment as Markdown. Pure.

Every word is ours. Of a result there are figures, statuses, and names of one alphabet, which are set as code so that
none of them is a link or calls anybody. What an implementation said, and what a workload asks, is left to the report.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.comparison import before_after, verdict
from bench.analysis.comparison.verdict import BrokenLimit
from bench.model import cells, formatting
from bench.model.types import Outcome, Run, Status
from reports.comment.event import EndedWorkflow
from reports.comment.left_results import HASH, LeftResult
from reports.view import figures
from reports.view.groups import groups, yardsticks

WRONG: Final = {Status.WRONG_ANSWER, Status.NON_DETERMINISTIC, Status.BAD_RETURN_TYPE, Status.SUSPECT}
UNASKED: Final = {Status.SKIPPED, Status.MISSING_DEPENDENCY}
SHOWN: Final = 60  # rows of a result
SHORT: Final = 7
HEADS: Final = ("Row", "Memory", "Time", "Compared with the baseline")


def comment(run: EndedWorkflow, found: Sequence[LeftResult], refused: str = "") -> str:
    """Return the comment on a run, from what it left behind, or why that is not shown."""
    parts = [f"### Leanlines: {_title(found, refused)}", ""]
    if refused:
        parts += [f"The run left something that is not shown: {refused}.", ""]
    elif not found:
        parts += [NOTHING_CHANGED if run.conclusion == "success" else NOTHING, ""]
    for each in found if not refused else ():
        parts += [*([f"#### `{each.job}`", ""] if len(found) > 1 else []), *_of(each, run)]
    parts.append(
        f"Measured by the run of the pull request itself, at {_short(run.head_sha)}: [its log]({run.address})."
    )
    return "\n".join(parts) + "\n"


NOTHING: Final = "The log says why."
NOTHING_CHANGED: Final = "The run went well and left no result, as it does where no row changed."


def _title(found: Sequence[LeftResult], refused: str) -> str:
    if refused:
        return "nothing to show"
    rows = [row for each in found for row in _today(each.run)]
    statuses = {row.status for row in rows}
    if statuses & WRONG:
        return "a wrong answer"
    if statuses - {Status.OK} - UNASKED:
        return "a row failed"
    if any(_list_broken(Analysis(each.run)) for each in found):
        return "a limit is broken"
    return "measured" if Status.OK in statuses else "nothing was measured"


def _today(run: Run) -> Iterator[Outcome]:
    """Yield the rows as they are now; what was wrong before a change is no news."""
    earlier = run.before.states if run.before else {}
    yield from (row for row in run.outcomes if not row.cell.control and row.cell.origin not in earlier)


def _of(left: LeftResult, run: EndedWorkflow) -> Iterator[str]:
    analysis = Analysis(left.run)
    yield from _verdict(analysis)
    bad = [row for row in _today(left.run) if row.status is not Status.OK and row.status not in UNASKED]
    if bad and left.run.before is None:
        yield from (f"- {_name(row)}: {row.status}" for row in bad[:SHOWN])
        yield ""
    shown = HEADS if left.run.before is None else HEADS[:-1]  # beside a change nothing is a baseline
    rows = [row[: len(shown)] for row in _rows(analysis)]
    if rows:
        yield from (_line(shown), _line(["---"] * len(shown)), *map(_line, rows[:SHOWN]), "")
    if left.report is not None:
        yield f"[Report]({run.address}/artifacts/{left.report})"
        yield ""


def _verdict(analysis: Analysis) -> Iterator[str]:
    change = analysis.run.before
    if change is None:
        return
    commits = dict.fromkeys(_short(each.commit) for each in change.states.values() if HASH.fullmatch(each.commit))
    since = f"Since {' and '.join(commits)}" if commits else "Compared with the earlier state"
    yield f"**{since}, {before_after.headline(analysis.revised, change.unchanged)}**"
    yield ""
    names = {each.row: _name(each.after) for each in analysis.revised}
    yield from (f"- Limit broken: `--fail-on {each.limit}` by {names[each.row]}" for each in _list_broken(analysis))
    yield from (f"- {_name(each.after)}: {each.finding}" for each in analysis.revised[:SHOWN])
    yield ""


def _list_broken(analysis: Analysis) -> tuple[BrokenLimit, ...]:
    found = verdict.verdict(analysis)
    return found.broken if found else ()


def _rows(analysis: Analysis) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each `ok` row, in the order of the run."""
    for group in groups(analysis):
        sticks = yardsticks(group)
        several = len(group.members) > 1
        for row in group.rows:
            if row.status is Status.OK:
                baseline = group.is_baseline(row)
                own = figures.of(row, sticks[row.cell.interpreter], baseline=baseline)
                name = f"{_name(row)} {row.cell.interpreter}" if several else _name(row)
                compared = "baseline" if baseline else own.faster.words if own.faster else ""
                peak, seconds = own.peak.value if own.peak else None, own.seconds.value if own.seconds else None
                yield name, formatting.memory(peak), formatting.seconds(seconds), compared


def _name(row: Outcome) -> str:
    """Name a row, and say how many test cases it fails where it was measured all the same."""
    failed = row.edge_cases
    count = len(failed.names) + len(failed.ordinary) if failed else 0
    more = f" (fails {formatting.plural(count, 'test case')})" if count else ""
    return f"`{row.cell.workload}/{cells.name(row.cell)}`{more}"


def _line(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _short(commit: str) -> str:
    return f"`{commit[:SHORT]}`"
