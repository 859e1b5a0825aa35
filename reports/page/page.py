"""What a report prints: plain, frozen, ready. The view fills these in, templates and charts only read them.

Strings are finished text: a template adds nothing to them and computes nothing from them. Backticks in a sentence mark
names and code. Numbers are beside the strings where a chart or the sorting script needs them: seconds, bytes, ratios.
"""

from dataclasses import dataclass, field

from reports.page.parts import Counts, Strip, Table
from reports.page.section import PageSection


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a measured process: its name, what happens, which figures it gives, and whether it is timed."""

    name: str
    text: str
    figures: str
    timed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFacts:
    """One dataset as it is shown.

    Args:
        title: what it is.
        facts: what it is, and its sizes.
        settings: of the generator, and hashes; folded.
        preview: its first lines; empty for a log whose lines are private.
        counts: what is in it, as the generator counted.
        lengths: of its lines, likewise; folded.
        hours: how many records each hour of the day has; None if that is not known.
        profile: of the log whose twin it is, as JSON; folded, and empty for other data.
        alike: how many properties of that log it has; empty where that is not known.
        properties: of both; folded.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...] = ()
    preview: tuple[str, ...] = ()
    counts: tuple[Counts, ...] = ()
    lengths: tuple[Counts, ...] = ()
    hours: Strip | None = None
    profile: str = ""
    alike: str = ""
    properties: Table = field(default_factory=Table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command to copy, and what it does."""

    line: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """An older result, and whether its figures were found again.

    Args:
        older: which it is.
        finding: how many figures fall within what it states.
        remarks: on what that rests.
        figures: what it states beside what was found.
    """

    older: str
    finding: str
    remarks: tuple[str, ...]
    figures: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVerdict:
    """What a change came to that the run measured, said before everything else.

    Args:
        headline: on all rows.
        rows: a sentence for each, and whether it claims anything.
        broken: its limits, with the row that breaks each.
        remarks: what is not compared, and why.
    """

    headline: str
    rows: tuple[tuple[str, bool], ...]
    broken: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole report.

    Args:
        title: of the document.
        started: when the run began.
        verdict: on the change that it measured; None if it measured none.
        sections: one per workload and dataset.
        quiet: whether anything else kept the machine busy, in words.
        cautions: that concern the whole run.
        guards: what kept the figures from being forged, and what did not and why; empty where that is not known.
        explained: what each of these is.
        data: what the tables are based on.
        other_data: the other datasets, in short.
        machine: facts about the computer.
        noise: what else the machine did, per round.
        silent: what of that was looked for and not seen, in words.
        method: how the figures came about.
        phases: of a measured process.
        environments: locked requirements by environment.
        commands: that run it again.
        placeholders: what to write in them in place of words that stand for a path; empty without any.
        repeated: the older result that this run measured again; None if there is none.
        measured: at which commit of the measured code, and when.
        machines: title and table of the machines of each section, of a result of several.
        result: the raw result as JSON text.
    """

    title: str
    started: str
    verdict: PageVerdict | None
    sections: tuple[PageSection, ...]
    quiet: str
    cautions: tuple[str, ...]
    guards: str
    explained: tuple[tuple[str, str], ...]
    data: tuple[DataFacts, ...]
    other_data: Table
    machine: tuple[tuple[str, str], ...]
    noise: tuple[Strip, ...]
    silent: str
    method: tuple[str, ...]
    phases: tuple[Phase, ...]
    environments: tuple[tuple[str, tuple[str, ...]], ...]
    commands: tuple[Command, ...]
    placeholders: str
    repeated: Repeated | None
    measured: str
    machines: tuple[tuple[str, Table], ...] = ()
    result: str
