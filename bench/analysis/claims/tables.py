"""Write the verdicts on published claims as one page of Markdown. Pure: findings in, text out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import isinf
from typing import Final

from bench.analysis.claims.findings import MEANINGS, Claim, ClaimFinding, ClaimVerdict, Figure, bounds
from bench.model import commands, formatting
from bench.model.types import Machine

_INTRODUCTION: Final = (
    "For each claim, the file of claims has the published figure, what is measured, and the tolerance. Where a claim",
    "names no size of data, it is tested as a ratio. A claim can hold on one Python and not on another.",
    f"`{commands.published('bench claims')}` measures again and writes this page.",
)


def page(title: str, findings: Sequence[ClaimFinding], *, machine: Machine, measured: str) -> str:
    """Return the page.

    Args:
        title: of the file of claims.
        findings: at least one.
        machine: where they were measured.
        measured: when, as a date.
    """
    processor = _plain(machine.processor or machine.architecture)
    blocks = [
        f"# {_plain(title)}: put to the test",
        " ".join(_INTRODUCTION),
        f"Measured on {measured}: {processor}, {formatting.plural(machine.cores, 'core')}, {_plain(machine.system)}.",
        _summary(findings),
        "\n".join(f"- **{verdict}**: {MEANINGS[verdict]}" for verdict in ClaimVerdict if _occurs(verdict, findings)),
        *(_section(finding) for finding in findings),
    ]
    return "\n\n".join(blocks) + "\n"


def amount(figure: Figure, value: float | None) -> str:
    """Write a figure in its unit."""
    if value is None:
        return formatting.NOT_AVAILABLE
    if isinf(value):
        return "without limit"
    if figure.unit == "%":
        return formatting.saved(100, max(0.0, 100 - value)).removeprefix("saved ")
    if figure.unit == "1":
        return formatting.count(round(value))
    return f"{formatting.significant(value)} {figure.unit}"


def describe_published(figure: Figure) -> str:
    """Write what was published."""
    if figure.published is None:
        return ""
    ends = figure.published if isinstance(figure.published, tuple) else (figure.published,)
    sense = "" if figure.sense == "about" else f"{figure.sense} "
    return f"{sense}{' to '.join(f'{end:,.10g}' for end in ends)}{'' if figure.unit == '1' else f' {figure.unit}'}"


def explanation(finding: ClaimFinding) -> str:
    """Fill the explanation with the measured figures, by Python where they differ."""
    names = {figure.name: by_python(finding, number) for number, figure in enumerate(finding.claim.figures)}
    return finding.claim.explains.format_map(names)


def by_python(finding: ClaimFinding, number: int) -> str:
    """Write the measured values of one figure, by Python where they differ."""
    figure = finding.claim.figures[number]
    groups: list[tuple[str, list[str]]] = []
    for trial in finding.trials:
        text = amount(figure, trial.values[number])
        if groups and groups[-1][0] == text:
            groups[-1][1].append(trial.python)
        else:
            groups.append((text, [trial.python]))
    if len(groups) == 1:
        return groups[0][0]
    return ", ".join(f"{text} on {_span(pythons)}" for text, pythons in groups)


def changes(finding: ClaimFinding) -> tuple[str, ...]:
    """Say which verdicts are not the recorded ones."""
    recorded = finding.claim.recorded
    return tuple(
        f"{finding.claim.id} on {trial.python}: {trial.verdict}, recorded as {recorded[trial.python]}"
        for trial in finding.changed
    )


def _summary(findings: Sequence[ClaimFinding]) -> str:
    pythons = [trial.python for trial in findings[0].trials]
    rows = [
        [finding.claim.id, _plain(finding.claim.says), *(str(trial.verdict) for trial in finding.trials)]
        for finding in findings
    ]
    rows = [[*row, f"**{finding.verdict}**"] for row, finding in zip(rows, findings, strict=True)]
    return _table(["", "claim", *(f"Python {python}" for python in pythons), "verdict"], rows)


def _section(finding: ClaimFinding) -> str:
    claim = finding.claim
    pythons = [trial.python for trial in finding.trials]
    rows = [_row(finding, number) for number in range(len(claim.figures))]
    told = [f"**{finding.verdict}.** {explanation(finding)}".strip()]
    changed = "; ".join(changes(finding))
    told += [f"The verdict has changed: {changed}."] if changed else []
    told += [f"Cautions: {_plain('; '.join(finding.cautions))}."] if finding.cautions else []
    return "\n\n".join(
        [
            f"## {claim.id}: {_plain(claim.says)}",
            *told,
            _table(["figure", "published", *(f"Python {python}" for python in pythons)], rows),
            f"How: {claim.how}",
            f"Confirmed by {_tolerance(claim)}. {claim.why}",
        ]
    )


def _row(finding: ClaimFinding, number: int) -> list[str]:
    figure = finding.claim.figures[number]
    cells = [amount(figure, trial.values[number]) for trial in finding.trials]
    marks = [trial.verdicts[number] for trial in finding.trials]
    shown = [f"{cell} ({mark})" if mark else cell for cell, mark in zip(cells, marks, strict=True)]
    return [_plain(figure.name), describe_published(figure), *shown]


def _tolerance(claim: Claim) -> str:
    """Say which figures would have confirmed the claim."""
    told = [
        f"{_plain(figure.name)} {_range(figure, claim)}" for figure in claim.figures if figure.published is not None
    ]
    return ", ".join(told)


def _range(figure: Figure, claim: Claim) -> str:
    low, high = (formatting.significant(end) if not isinf(end) else "" for end in bounds(figure, claim.tolerance))
    unit = "" if figure.unit == "1" else f" {figure.unit}"
    if low == high:
        return f"{low}{unit} exactly"
    if not high:
        return f"from {low}{unit} on"
    return f"{low} to {high}{unit}" if low else f"up to {high}{unit}"


def _span(pythons: Sequence[str]) -> str:
    """Name several Pythons; "to" only where none between them was left out, for of that one nothing is known."""
    if len(pythons) == 1:
        return pythons[0]
    if all(_follows(one, other) for one, other in pairwise(pythons)):
        return f"{pythons[0]} to {pythons[-1]}"
    return f"{', '.join(pythons[:-1])} and {pythons[-1]}"


def _follows(python: str, later: str) -> bool:
    series, _, minor = python.rpartition(".")
    return minor.isdigit() and later == f"{series}.{int(minor) + 1}"


def _occurs(verdict: ClaimVerdict, findings: Iterable[ClaimFinding]) -> bool:
    return any(verdict in (finding.verdict, *(trial.verdict for trial in finding.trials)) for finding in findings)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    def lines() -> Iterator[str]:
        yield f"| {' | '.join(head)} |"
        yield f"|{'|'.join('---' for _ in head)}|"
        for row in rows:
            yield f"| {' | '.join(row)} |"

    return "\n".join(lines())


def _plain(text: str) -> str:
    """Keep foreign text from being read as markup or as the border of a cell."""
    for mark in "\\`*_|<>[]":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
