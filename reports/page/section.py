"""A section of a page: one workload on one dataset, its rows, and what is folded under each. Plain, frozen, ready."""

from dataclasses import dataclass, field

from bench.model.formatting import Unit
from reports.page.figures import Appearance, Claimed, GrowthFigures, NeedFigures, RowFigures
from reports.page.parts import Column, Footnote, HeldLine, LineDifference, SourceLine, Table, TableEntry, TimedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the choice of an implementation starts with.

    Args:
        limit: memory at most, as it appears in the field.
        size: of the file, as it appears in the field; empty where the workload has no file.
        bytes: the measured size.
        sentence: which one to take under that limit.
        untold: why the times of no two rows can be distinguished; empty where they can.
        assumed: what is taken for granted at other sizes.
        unit: of the times of the section.
    """

    limit: str
    size: str
    bytes: int
    sentence: str
    untold: str
    assumed: str
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTimes:
    """Which lines of an implementation take its time.

    Args:
        note: what the seconds mean.
        lines: those that take most, and the others together.
        compared: how long a call takes beside the baseline's; empty of the baseline.
        beside: the lines of both that differ most.
    """

    note: str
    lines: tuple[TimedLine, ...]
    compared: str = ""
    beside: tuple[LineDifference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What is folded under an implementation.

    Args:
        text: the rest of its docstring.
        source: its file, line by line.
        note: what the bytes in the margin mean, or why there are none.
        held: the lines that hold most at the peak.
        grown: the lines whose memory grew most since before `run`.
        against: how it differs from the baseline, line by line.
        explained: how much of that difference its largest lines make up.
        times: which lines take the time; None where no sampler looked.
        together: what the peak is of a row with several processes; empty for one.
        facts: phases, times, environment.
        hashes: of the answer and the file.
        samples: every figure taken.
        cautions: what a careful reader should doubt.
        debug: the command that runs it once; empty of the earlier state of a change.
        placeholders: what to write in it in place of words that stand for a path; empty without any.
        machines: what each machine says; None of a result of one.
    """

    text: str
    source: tuple[SourceLine, ...]
    note: str
    held: tuple[HeldLine, ...]
    grown: tuple[HeldLine, ...] = ()
    against: tuple[HeldLine, ...] = ()
    explained: str = ""
    times: LineTimes | None = None
    together: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    hashes: tuple[tuple[str, str], ...] = ()
    samples: Table
    cautions: tuple[str, ...] = ()
    debug: str
    placeholders: str = ""
    machines: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One implementation in one section.

    Args:
        key: unique on the page, safe in an id.
        name: as it appears in tables and charts.
        origin: of its file.
        title: its idea.
        status: of the outcome.
        reason: why it is not ok.
        notes: what a reader should know.
        edge_cases: which edge cases it fails, beside its name; empty if it fails none.
        failed_edge_cases: how many; None where none was run.
        rank: `1`, `2=` where rows are tied, `3?` where too few rounds test it; empty for a row that is not ok.
        tier: place of the first row that no claimed difference separates from it; 0 without a rank.
        baseline: whether the others are compared with it.
        look: how charts draw it.
        figures: as numbers.
        need: for the choice.
        growth: how its memory grows.
        entries: one for each column of the section.
        marks: numbers of the footnotes that concern it as a whole.
        needs: requirements, in words.
        python: release of the interpreter.
        detail: what is folded under it; None where the page leaves it out.
        together: what several machines say of it together; empty of one machine.
    """

    key: str
    name: str
    origin: str = "impls"
    title: str
    status: str
    reason: str = ""
    notes: tuple[str, ...] = ()
    edge_cases: str = ""
    failed_edge_cases: int | None = 0
    rank: str = ""
    tier: int = 0
    baseline: bool = False
    look: Appearance
    figures: RowFigures = field(default_factory=RowFigures)
    need: NeedFigures | None = None
    growth: GrowthFigures = field(default_factory=GrowthFigures)
    entries: tuple[TableEntry, ...] = ()
    marks: tuple[str, ...] = ()
    needs: str
    python: str
    detail: Detail | None = None
    together: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """One workload on one dataset.

    Args:
        key: unique on the page, safe in an id.
        workload: its name.
        title: its question.
        text: what the answer is.
        size: of the data, in words.
        headline: the finding.
        lesson: what the first step of its story shows; empty where there is nothing to compare.
        trust: why it may be believed, or what is not so.
        order: how the rows are sorted, in words.
        alike: what is the same in all rows, and so in no column; empty if nothing is.
        columns: of the table.
        rows: ok ones, best first.
        failed: the others.
        steps: keys of the rows of the story, in its order.
        cautions: what a careful reader should doubt, by row.
        pythons: the same code on several interpreters; without rows where there is one.
        choice: which implementation to take; None where there is nothing to choose from.
        claims: published figures that this section puts to the test.
        floor: how far equal code differed, as a ratio of at least 1; None without a control, or after too few rounds.
        apart: how far equal code differed most in one round, likewise; None without a control.
        finds: the smallest difference, as a share, that nine of ten such runs find; None where nothing was tested.
        lines: of the data.
        bytes: of the data.
        other_lines: how many lines are not of the form that is read; empty if all are, or it is not known.
        written_for: the format of the log that its implementations were written for; empty for those of the checkout.
        without_edge_cases: whether no edge case was run.
        twin: whether its rows rank alike on the twin of its log; empty where none was measured.
        twin_rows: its rows beside those on the twin.
    """

    key: str
    workload: str
    title: str
    text: str
    size: str
    headline: str = ""
    lesson: str = ""
    trust: tuple[str, ...] = ()
    order: str = ""
    alike: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    failed: tuple[Row, ...] = ()
    steps: tuple[str, ...] = ()
    cautions: tuple[Footnote, ...] = ()
    pythons: Table = field(default_factory=Table)
    choice: Choice | None = None
    claims: tuple[Claimed, ...] = ()
    floor: float | None = None
    apart: float | None = None
    finds: float | None = None
    lines: int = 0
    bytes: int = 0
    other_lines: str = ""
    written_for: str = ""
    without_edge_cases: bool = False
    twin: str = ""
    twin_rows: Table = field(default_factory=Table)

    @property
    def holding(self) -> tuple[Row, ...]:
        """The rows whose lines are shown below the charts: the baseline, and the fastest other one."""
        known = [row for row in self.rows if row.detail and row.detail.held]
        others = [row for row in known if not row.baseline][:1]
        return (*[row for row in known if row.baseline][:1], *others)

    def baseline_of(self, row: Row) -> Row | None:
        """Return what a row is compared with: the baseline on the same interpreter; None if it was not measured."""
        return next((each for each in self.rows if each.baseline and each.python == row.python), None)
