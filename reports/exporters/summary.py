"""The rows of a report as plain figures, for programs: base units, and None where a figure is not available."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import Meta

from bench.analysis.analysis import Analysis
from bench.analysis.comparison.twin_ranks import TwinFigure, twin_ranks
from bench.analysis.comparison.verdict import VerdictOnChange, verdict
from bench.model import cells
from bench.model.types import Run, TwinProperty
from reports.page.section import PageSection, Row
from reports.view.page_view import view

FORMAT: Final = 1

Positive = Annotated[float, Meta(gt=0)]
Amount = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(le=1)]
Count = Annotated[int, Meta(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One implementation.

    Args:
        workload: the question.
        lines: of the data.
        bytes: of the data.
        implementation: its name.
        origin: of its file: `impls`, the name of the folder given by `--impls`, or what an earlier state is called.
        python: release of the interpreter.
        status: `ok`, or why there are no figures.
        reason: why it is not ok.
        failed_edge_cases: how many small awkward inputs it fails; null where none was run.
        edge_cases: which of them it fails, in words; empty if it fails none.
        rank: by time, such as `1`, `2=` where rows tie or `3?` where too few rounds test it; empty without one.
        baseline: whether the others are compared with it.
        peak_bytes: largest resident memory.
        traced_peak_bytes: largest traced Python heap.
        saved_share: share of the baseline's memory that is not needed.
        seconds: of one call.
        seconds_low: lower end of its interval.
        seconds_high: upper end.
        times_as_fast: as the baseline.
        times_as_fast_low: lower end of its interval.
        times_as_fast_high: upper end.
        verdict: what may be said of that.
        rounds_to_tell: after how many a difference of 5 % would be found or excluded, where it is too noisy to tell.
        bytes_per_second: throughput.
        lines_per_second: throughput.
        import_seconds: until the implementation is loaded.
        first_answer_seconds: import and first call together, estimated as the time of a call is.
        allocations: of one call, by memray, where it was asked to count them.
        instructions: of one call, outside the kernel, where the machine counts them.
        page_faults: of one call, from disk or not.
        voluntary_switches: of one call: how often it let another process run, because it had to wait.
        involuntary_switches: how often it had to let another one run.
        needs: requirements.
        on_machines: what several machines say of it together; empty of one machine, whose figures are all others.
    """

    workload: str
    lines: Count
    bytes: Count
    implementation: str
    origin: str
    python: str
    status: str
    reason: str
    failed_edge_cases: Count | None
    edge_cases: str
    rank: str
    baseline: bool
    peak_bytes: Positive | None
    traced_peak_bytes: Amount | None
    saved_share: Share | None
    seconds: Positive | None
    seconds_low: Positive | None
    seconds_high: Positive | None
    times_as_fast: Positive | None
    times_as_fast_low: Positive | None
    times_as_fast_high: Positive | None
    verdict: str
    rounds_to_tell: Count | None
    bytes_per_second: Amount | None
    lines_per_second: Amount | None
    import_seconds: Amount | None
    first_answer_seconds: Amount | None
    allocations: Amount | None
    instructions: Amount | None
    page_faults: Amount | None
    voluntary_switches: Amount | None
    involuntary_switches: Amount | None
    needs: str
    on_machines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryTwinRow:
    """A row on a log beside the same row on its twin.

    Args:
        implementation: its name.
        python: release of the interpreter.
        cpu: CPU time of a call in seconds.
        peak: largest resident memory in bytes.
    """

    implementation: str
    python: str
    cpu: TwinFigure | None
    peak: TwinFigure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySection:
    """One workload: its finding, why it may be believed, its rows, best first, those without figures last.

    Args:
        workload: its name.
        question: what is asked.
        headline: the finding.
        trust: why it may be believed, or what is not so.
        rows: best first.
        twin: whether they rank alike on the twin of their log; empty where none was measured.
        twin_rows: each beside the same on the twin.
    """

    workload: str
    question: str
    headline: str
    trust: tuple[str, ...]
    rows: tuple[SummaryRow, ...]
    twin: str
    twin_rows: tuple[SummaryTwinRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A whole run.

    Args:
        format: of this summary.
        run: its name.
        started: when it began.
        before: the verdict on the change that it measured; None if it measured none.
        cautions: about the whole.
        sections: one per workload and dataset.
        likeness: properties of a log beside those of its twin; empty for other data.
    """

    format: int
    run: str
    started: str
    before: VerdictOnChange | None
    cautions: tuple[str, ...]
    sections: tuple[SummarySection, ...]
    likeness: tuple[TwinProperty, ...]


def summary(run: Run) -> Summary:
    """Return the summary of a run."""
    analysis = Analysis(run)
    page = view(run, analysis=analysis)
    return Summary(
        format=FORMAT,
        run=run.plan.run_id,
        started=run.plan.started,
        before=verdict(analysis),
        cautions=page.cautions,
        sections=tuple(_section(section, analysis) for section in page.sections),
        likeness=analysis.run.likeness.properties if analysis.run.likeness else (),
    )


def _section(section: PageSection, analysis: Analysis) -> SummarySection:
    return SummarySection(
        workload=section.workload,
        question=section.title,
        headline=section.headline,
        trust=section.trust,
        rows=tuple(_row(section, row) for row in (*section.rows, *section.failed)),
        twin=section.twin,
        twin_rows=tuple(_twin_rows(section, analysis)),
    )


def _twin_rows(section: PageSection, analysis: Analysis) -> Iterator[SummaryTwinRow]:
    for ranks in twin_ranks(analysis):
        if ranks.section.workload == section.workload:
            for each in ranks.rows:
                yield SummaryTwinRow(
                    implementation=cells.name(each.row.cell),
                    python=each.row.cell.interpreter,
                    cpu=each.cpu,
                    peak=each.peak,
                )


def _row(section: PageSection, row: Row) -> SummaryRow:
    own = row.figures
    return SummaryRow(
        workload=section.workload,
        lines=section.lines,
        bytes=section.bytes,
        implementation=row.name,
        origin=row.origin,
        python=row.python,
        status=row.status,
        reason=row.reason,
        failed_edge_cases=row.failed_edge_cases,
        edge_cases=row.edge_cases,
        rank=row.rank,
        baseline=row.baseline,
        peak_bytes=own.peak.value if own.peak else None,
        traced_peak_bytes=own.traced,
        saved_share=own.saved,
        seconds=own.seconds.value if own.seconds else None,
        seconds_low=own.seconds.low if own.seconds else None,
        seconds_high=own.seconds.high if own.seconds else None,
        times_as_fast=own.faster.ratio if own.faster else None,
        times_as_fast_low=own.faster.low if own.faster else None,
        times_as_fast_high=own.faster.high if own.faster else None,
        verdict=str(own.faster.verdict) if own.faster else "",
        rounds_to_tell=own.faster.enough if own.faster else None,
        bytes_per_second=own.bytes_per_second,
        lines_per_second=own.lines_per_second,
        import_seconds=own.import_seconds,
        first_answer_seconds=own.first_answer,
        allocations=own.counts.get("allocations"),
        instructions=own.counts.get("instructions"),
        page_faults=own.counts.get("page_faults"),
        voluntary_switches=own.counts.get("voluntary_switches"),
        involuntary_switches=own.counts.get("involuntary_switches"),
        needs=row.needs,
        on_machines=row.together,
    )
