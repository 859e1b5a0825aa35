"""The verdict on the change that a run measured, as a report prints it."""

from bench.analysis.analysis import Analysis
from bench.analysis.comparison import verdict as verdicts
from bench.analysis.comparison.before_after import headline
from reports.page.page import PageVerdict
from reports.view.groups import RowGroup


def verdict(analysis: Analysis) -> PageVerdict | None:
    """Return what is said before everything else; None of a run that measured no change."""
    found = verdicts.verdict(analysis)
    if found is None:
        return None
    return PageVerdict(
        headline=found.headline,
        rows=tuple((row.words, verdicts.is_claimed(row)) for row in found.rows),
        broken=tuple(f"Limit broken: --fail-on {each.limit} by {each.row}" for each in found.broken),
        remarks=found.remarks,
    )


def of_group(analysis: Analysis, group: RowGroup) -> str:
    """Return the verdict on the rows of one table in a sentence; empty of a run that measured no change."""
    if analysis.run.before is None:
        return ""
    cells = {row.cell for row in group.rows}
    return headline((each for each in analysis.revised if each.after.cell in cells), 0)
