"""What a report says, read as a whole: every form and every kind of run that is worded in its own way."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bench.analysis.claims.file import Claims
from bench.analysis.comparison.compare import compare
from bench.measured.instruments.lines import TEMPORARY
from bench.model.formatting import BEFORE_UNIT
from bench.model.types import (
    Coverage,
    EdgeCasePolicy,
    FailedEdgeCases,
    Guard,
    Instrument,
    Records,
    RepeatedFigure,
    Repetition,
    Run,
    Sample,
    Status,
)
from bench.process import guards
from bench.results import result_file
from reports import comparison
from reports.charts.registry import CHARTS, FIRST
from reports.exporters import as_markdown
from reports.html.render import RELEASE, html
from reports.page.page import Page
from reports.site.runs import gather_one
from reports.view.page_view import view
from tests.bench.analysis.comparison.test_compare import a_result
from tests.bench.machines import alike, pooled
from tests.gold import Gold
from tests.reports.builders import (
    BASELINE,
    DATA,
    a_cell,
    a_change,
    a_control,
    a_dataset,
    a_failure,
    a_machine,
    a_run,
    a_workload,
    an_outcome,
    curves,
    saved,
    the_usual,
)
from tests.reports.charts.test_growth import a_sweep
from tests.reports.histories import STEPPED, a_week, site_of, ten_weeks
from tests.reports.view.details.test_detail import a_family
from tests.reports.view.test_claims import a_claim, a_measured
from tests.reports.view.test_sections import moved
from tests.reports.visible_text import visible_text

BASE = an_outcome(BASELINE, peak=634, seconds=2.0)
GUARDS = (
    Guard(name=guards.CHANGED),
    Guard(name="private view", missing="this machine does not allow it"),
    Guard(name="kernel's own peak", found="agrees"),
)
SENTENCE = re.compile(r"<(p|li|summary|h[1-4]|dd|figcaption|output)\b[^>]*>(.*?)</\1>", re.DOTALL)
NO_WORDS = re.compile(r"<code>.*?</code>|<pre\b.*?</pre>|<[^>]+>", re.DOTALL)
WHILE = f"50 % {TEMPORARY} readlines_objects.py, line 16"


def usual() -> Run:
    """Return a run with notes, native memory, several processes, curves, guards and an older result measured again."""
    figures = (
        RepeatedFigure("generator_chain", "memory", "11.1 MiB", "11.2 MiB", within=True, tolerance="0.25 MiB"),
        RepeatedFigure("generator_chain", "time", "0.2 s", "0.47 s", within=False),
    )
    older = Repetition(run_id="2026-11-20-a0", started="2026-11-20T09:00:00Z", sha256="ab" * 32, figures=figures)
    base, *others = the_usual()
    shown = replace(base, samples=(*base.samples, *curves(base.cell, (0.1, 20), (1.0, 400), (2.0, 634))))
    native = an_outcome("native_library", peak=180, imported=55, traced=0.05, seconds=0.3, notes=("UTF-8 input only",))
    rows = (replace(shown, notes=(WHILE,)), *others, native, a_family())
    return replace(a_run(*rows), guards=GUARDS, repeats=older)


def own_log() -> Run:
    data = a_dataset(
        kind="own log",
        recipe=None,
        truth=None,
        preview=(),
        utf8=False,
        records=Records(whole=1, malformed=13, errors=0, messages=0),
        coverage={"web_log": Coverage(1, 13)},
        snapshot="2026-11-28T08:15:02+00:00",
    )
    picky = replace(a_failure("picky", Status.ERROR, reason="UnicodeDecodeError"), notes=("UTF-8 input only",))
    run = a_run(BASE, an_outcome(), a_control(), picky, a_failure("skipped", Status.SKIPPED), data={DATA: data})
    return replace(run, workloads={"error_counts": a_workload(form="web_log")})


def excused() -> Run:
    """Return a run on a log in which rows fail edge cases: one that is right on the log, and one that is not."""
    names = ("an empty file", "CRLF only", "blank lines", "one very long line")
    failed = FailedEdgeCases(names=names, total=27)
    rows = (BASE, an_outcome(edge_cases=failed), a_control(), a_failure(edge_cases=failed))
    run = a_run(*rows)
    return replace(run, plan=replace(run.plan, edge_cases=EdgeCasePolicy.WARN))


def unexamined() -> Run:
    run = a_run(BASE, an_outcome(), a_control())
    return replace(run, plan=replace(run.plan, edge_cases=EdgeCasePolicy.OFF))


def written() -> Run:
    """Return a run whose implementations were written for the format of a log."""
    run = a_run(BASE, an_outcome(), a_control())
    return replace(run, workloads={"error_counts": a_workload(form="format log4j", written_for="log4j")})


def pythons() -> Run:
    return a_run(*(moved(row, interpreter=version) for version in ("3.11.7", "3.13.1") for row in the_usual()))


def of(rounds: int, *names: str, spread: float = 0.02) -> Run:
    base = (
        an_outcome(BASELINE, peak=634, seconds=2.0, rounds=rounds, spread=spread),
        a_control(rounds=rounds, spread=spread),
    )
    rows = [an_outcome(name, peak=11 + 5 * at, rounds=rounds, spread=spread) for at, name in enumerate(names)]
    return a_run(*base, *rows)


def without_times() -> Run:
    rows = [replace(each, samples=tuple(s for s in each.samples if s.round is None)) for each in the_usual()]
    return a_run(*rows)


def of_equal_code() -> Run:
    return a_run(*(an_outcome(name, seconds=0.5) for name in (BASELINE, "twin")), a_control(seconds=0.5))


def of_noise() -> Run:
    rows = [an_outcome(name, rounds=8, spread=0.3) for name in (BASELINE, "twin")]
    return a_run(*rows, a_control(seconds=0.47, rounds=8, spread=0.3))


def resident_only() -> Run:
    def kept(sample: Sample) -> bool:
        return sample.instrument in {Instrument.TIMING, Instrument.RESIDENT}

    rows = [replace(each, samples=tuple(filter(kept, each.samples))) for each in (BASE, an_outcome(), a_control())]
    return a_run(*rows)


def sentences(page: Page) -> Iterator[str]:
    """Yield what a page says of its figures: the sentences, and the cells that hold words in place of a figure."""
    yield page.quiet
    yield from page.cautions
    for each in page.sections:
        yield from (each.headline, each.lesson, " · ".join(each.trust))
        yield from (each.choice.sentence, each.choice.assumed) if each.choice else ()
        yield each.order
        for row in each.rows:
            worded = (
                entry.text if entry.note == entry.text else f"{entry.text} {entry.note}".strip()
                for entry in row.entries
            )
            yield f"{row.rank} {row.name}: {' | '.join(worded)}"
        yield from (f"{note.mark}. {note.name}: {note.text}" for note in each.cautions)
        for chart in (FIRST, *CHARTS):
            yield f"{chart.TITLE} {chart.finding(each)}" if chart.table(each).rows else ""
        yield from (each.growth.verdict for each in each.rows)


FINDINGS: Mapping[str, Run] = {
    "all failed": a_run(a_failure("one"), a_failure("two", Status.CRASH)),
    "baseline alone": a_run(BASE, a_control()),
    "baseline fastest": a_run(an_outcome(BASELINE, seconds=0.1), an_outcome("other"), a_control(seconds=0.1)),
    "equal code": of_equal_code(),
    "no control": a_run(BASE, an_outcome()),
    "no times": without_times(),
    "one round": of(1, "one", "other"),
    "resident only": resident_only(),
    "sweep": a_sweep(),
    "tied": of(12, *"abcde"),
    "too noisy": of_noise(),
    "quick": of(3, "one", "other"),
    "edge cases not run": unexamined(),
    "written for a format": written(),
}
"""Runs of which only the findings differ from those of a usual one."""


WHOLE: dict[str, Callable[[], Run]] = {
    "usual": usual,
    "own log": own_log,
    "edge cases failed": excused,
    "several Pythons": pythons,
    "quick": partial(of, 3, "one", "other"),
    "change": a_change,
}


@cache
def whole(name: str) -> str:
    """Draw the page of a run, once for all that read it."""
    return html(view(WHOLE[name]()))


def read(name: str, *left_out: str) -> str:
    return visible_text(whole(name), *left_out).replace(str(RELEASE["version"]), "VERSION")


def test_the_page_reads_as_agreed(gold: Gold) -> None:
    gold("report", "usual", read("usual"))


@pytest.mark.parametrize("name", ["own log", "several Pythons", "edge cases failed", "change"])
def test_a_page_of_another_kind_reads_as_agreed(gold: Gold, name: str) -> None:
    gold("report", name, read(name, "implementation", "data", "phases", "method"))


@pytest.mark.parametrize("name", FINDINGS)
def test_what_is_found_reads_as_agreed(gold: Gold, name: str) -> None:
    gold("report_findings", name, "\n".join(sentences(view(FINDINGS[name]))))


def test_the_claims_of_the_tutorial_read_as_agreed(gold: Gold) -> None:
    page = view(a_measured(), Claims(title="t", claims=(a_claim(), a_claim(id="C2"))))

    gold("report_findings", "claims", "\n".join(sentences(page)))


def test_several_workloads_read_as_agreed(gold: Gold) -> None:
    second = [replace(row, cell=replace(row.cell, workload="failed_requests")) for row in the_usual()]

    gold("report_findings", "several workloads", "\n".join(sentences(view(a_run(*the_usual(), *second)))))


@pytest.mark.parametrize("name", ["usual", "own log", "quick", "edge cases failed", "change"])
def test_markdown_reads_as_agreed(gold: Gold, name: str) -> None:
    gold("report_markdown", name, as_markdown.render(WHOLE[name]()))


@cache
def of_eleven_weeks() -> Mapping[str, str]:
    runs = [*ten_weeks(), a_week(10, fatter={STEPPED: 1.5}, machine=a_machine(processor="Another processor"))]
    with TemporaryDirectory() as folder:
        return site_of(runs, Path(folder))


def test_a_site_of_ten_weeks_reads_as_agreed(gold: Gold) -> None:
    for name, page in of_eleven_weeks().items():
        gold("site", name, visible_text(page))


@pytest.mark.parametrize("weeks", [1, 3])
def test_a_young_site_reads_as_agreed(gold: Gold, tmp_path: Path, weeks: int) -> None:
    for name, page in site_of([a_week(number) for number in range(weeks)], tmp_path).items():
        gold("site", f"{name}, {weeks} quiet", visible_text(page, "data", "reports"))


def comparisons() -> Iterable[str]:
    """Draw a comparison in which the baseline moved, and one of different machines."""
    new = a_result(2, slower={"bytes_blocks": 2})
    for run in (new, replace(new, machine=replace(new.machine, cores=64))):
        yield comparison.html(compare(a_result(7), run))


PAGES: Mapping[str, Callable[[], str]] = {
    **{name: partial(whole, name) for name in WHOLE},
    "claims": lambda: html(view(a_measured(), Claims(title="t", claims=(a_claim(),)))),
    "comparison": lambda: "".join(comparisons()),
    "machines": lambda: html(view(pooled(*alike(3)))),
    "site": lambda: "".join(of_eleven_weeks().values()),
    "sweep": lambda: html(view(a_sweep())),
}


@pytest.mark.parametrize("name", PAGES)
def test_no_line_of_a_page_ends_between_a_figure_and_its_unit(name: str) -> None:
    words = [NO_WORDS.sub("", text) for _, text in SENTENCE.findall(PAGES[name]())]

    assert [each for each in words if BEFORE_UNIT.search(each)] == []
    assert any("&nbsp;" in each for each in words)


def test_a_site_names_reports_with_rows_that_fail_edge_cases(tmp_path: Path) -> None:
    checked = Sample(
        cell=a_cell(), instrument=Instrument.ANSWER, edge_cases=FailedEdgeCases(names=("CRLF only",), total=27)
    )
    row = an_outcome(edge_cases=checked.edge_cases)
    run = a_run(BASE, replace(row, samples=(checked, *row.samples)), a_control())

    assert gather_one(saved(run, tmp_path)).entry.edge_cases == "1 fails edge cases"


def test_a_gold_page_is_of_a_run_that_a_file_can_hold(tmp_path: Path) -> None:
    assert result_file.read(saved(usual(), tmp_path)) == usual()
