"""Which published claims a section puts to the test, in words and numbers ready to draw.

A claim belongs to the section of its first row. It is left out where what it needs was not measured, and where the data
is not of the size that it speaks of: a figure for a million lines says nothing of another file.
"""

from collections.abc import Iterator
from math import inf, isfinite

from bench.analysis.analysis import Analysis
from bench.analysis.claims.file import Claims
from bench.analysis.claims.findings import Claim, ClaimFinding, ClaimVerdict, Figure, bounds, findings
from bench.analysis.claims.tables import by_python, describe_published, explanation
from bench.model.types import Run
from reports.page.figures import Claimed, ClaimedFigure


def list_claims(analysis: Analysis, workload: str, claims: Claims) -> tuple[Claimed, ...]:
    """Return the claims of a workload that a run puts to the test."""
    ours = [claim for claim in claims.claims if _rows(claim)[0].startswith(f"{workload}/")]
    sized = [claim for claim in ours if all(_is_of_size(analysis.run, row, claims) for row in _rows(claim))]
    return tuple(
        _show_claim(each) for each in findings(analysis, sized) if each.verdict is not ClaimVerdict.NOT_MEASURED
    )


def _rows(claim: Claim) -> list[str]:
    return [row for figure in claim.figures for row in figure.rows]


def _is_of_size(run: Run, row: str, claims: Claims) -> bool:
    """Return whether a workload was measured on synthetic data of its own size, or of that which the claims name."""
    workload = row.partition("/")[0]
    names = {each.cell.data for each in run.outcomes if each.cell.workload == workload}
    data = [each for name, each in run.data.items() if name in names]
    if not data or workload not in run.workloads or any(each.kind == "own log" for each in data):
        return False
    return max(each.lines for each in data) in {run.workloads[workload].size, *claims.sizes.get(workload, ())}


def _show_claim(finding: ClaimFinding) -> Claimed:
    return Claimed(
        id=finding.claim.id,
        says=finding.claim.says,
        verdict=str(finding.verdict),
        explained=explanation(finding),
        figures=tuple(_figures(finding)),
    )


def _figures(finding: ClaimFinding) -> Iterator[ClaimedFigure]:
    for number, figure in enumerate(finding.claim.figures):
        if figure.published is None:
            continue
        unit = _one(figure)
        low, high = bounds(figure, finding.claim.tolerance)
        measured = [trial.values[number] for trial in finding.trials]
        verdicts = dict.fromkeys(str(trial.verdicts[number]) for trial in finding.trials)
        yield ClaimedFigure(
            name=figure.name,
            published=describe_published(figure),
            measured=by_python(finding, number),
            verdict=" or ".join(verdicts),
            times=tuple(value / unit for value in measured if value is not None and value > 0 and isfinite(value)),
            low=max(0.0, low / unit),
            high=high / unit if high < inf else inf,
        )


def _one(figure: Figure) -> float:
    """Return the published figure; of a range its middle."""
    ends = figure.published if isinstance(figure.published, tuple) else (figure.published or 1.0,)
    return sum(ends) / len(ends)
