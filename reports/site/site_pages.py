"""What the pages of a site print: plain, frozen, finished text. Addresses are relative to the site's root."""

from dataclasses import dataclass

from reports.site.trends.shapes import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEntry:
    """One run in the list of reports.

    Args:
        run: its name.
        day: when it began, `2026-11-22`.
        time: of that day, UTC.
        address: of its report.
        raw: address of its result.
        commit: of the measured code, short, or what is in its place.
        changed: whether files differed from the commit.
        machine: in a few words.
        asked: workloads and sizes.
        finding: the verdict on the change that it measured, or the headline of its first section.
        ok: how many rows are ok.
        failed: how many rows are not, by status, in words; empty if none.
        edge_cases: how many of the ok rows fail edge cases, in words; empty if none does.
        unfinished: whether the run was ended before its end.
    """

    run: str
    day: str
    time: str
    address: str
    raw: str
    commit: str
    changed: bool
    machine: str
    asked: tuple[str, ...]
    finding: str
    ok: str
    failed: str
    edge_cases: str
    unfinished: bool

    def moment(self, other_day: str) -> str:
        """Return the day, and the time of day beside another run of the same day."""
        return f"{self.day} {self.time}" if self.day == other_day else self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendFinding:
    """Something that happened, in words.

    Args:
        kind: of change.
        key: of the trend that shows it.
        row: its name.
        where: its workload and data.
        what: how its figures changed.
        since: the first run that shows it.
        before: the last run that does not.
        reasons: what else is known to have changed there.
        workload: of the row.
        address: of the charts that show it.
        newest: place of the first run that shows it.
    """

    kind: str
    key: str
    row: str
    where: str
    what: str
    since: ReportEntry
    before: ReportEntry
    reasons: tuple[str, ...]
    workload: str
    address: str
    newest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One workload on the same data over the runs.

    Args:
        key: unique on the page, safe in an id.
        size: of the data, in words.
        runs: the runs that measured it, the newest first.
        steps: what happened for certain, the newest first.
        others: what was seen once, stood out or crept.
        panels: its charts.
    """

    key: str
    size: str
    runs: tuple[ReportEntry, ...]
    steps: tuple[TrendFinding, ...]
    others: tuple[TrendFinding, ...]
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPage:
    """All trends of one workload.

    Args:
        address: of the page.
        workload: its name.
        title: its question.
        trends: one per dataset, that of the newest run first.
        said: how many runs and rows, and what happened.
    """

    address: str
    workload: str
    title: str
    trends: tuple[Trend, ...]
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The first page.

    Args:
        headline: how many reports, and of when.
        finding: what happened over all.
        steps: what happened for certain, the newest first.
        others: what was seen once, stood out or crept.
        trends: pages of trends.
        entries: all runs, the newest first.
    """

    headline: str
    finding: str
    steps: tuple[TrendFinding, ...] = ()
    others: tuple[TrendFinding, ...] = ()
    trends: tuple[TrendPage, ...] = ()
    entries: tuple[ReportEntry, ...] = ()
