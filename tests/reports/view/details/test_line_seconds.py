import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from msgspec import UNSET, UnsetType

from bench.model.types import Allocation, Instrument, LineShare, Outcome, Quantity, Sample
from bench.process.sampling import UNSEEN
from reports.exporters import as_html
from reports.page.section import LineTimes
from reports.view.details.line_seconds import MINUS
from tests.reports.builders import a_run, an_outcome
from tests.reports.view.details.test_detail import details, holding

BASE, FAST = "readlines_objects", "generator_chain"
SAME = "fields = line.split('|')"


def sampled(outcome: Outcome, lines: Mapping[int, int], *, total: int | None = None, **changes: Any) -> Outcome:
    """Return a row in which a sampler looked, that found these lines so many times."""
    name = f"{outcome.cell.implementation}.py"
    spent = tuple(LineShare(file=name, line=line, samples=count) for line, count in lines.items())
    seen = {"line_samples": Quantity(total or sum(lines.values()), "1")}
    sample = Sample(cell=outcome.cell, instrument=Instrument.LINE_SECONDS, spent=spent, values=seen)
    return replace(outcome, samples=(*outcome.samples, replace(sample, **changes)))


def times_of(name: str, *outcomes: Outcome) -> LineTimes | None:
    found = details(*outcomes)[name]
    assert found is not None
    return found.times


def seconds(text: str) -> float:
    return float(re.findall(r"[\d.]+", text)[0])


def test_seconds_are_the_share_of_the_time_that_was_measured_without_the_sampler() -> None:
    times = times_of(FAST, sampled(an_outcome(FAST, seconds=0.4), {10: 700, 12: 300}))

    assert times is not None
    assert [line.place for line in times.lines] == [f"{FAST}.py:10", f"{FAST}.py:12"]
    assert [seconds(line.seconds) for line in times.lines] == [280, 120]
    assert [line.share for line in times.lines] == ["70.0 %", "30.0 %"]
    assert [line.seconds.split(" ± ")[1] for line in times.lines] == ["11", "11"]  # 2.83 points of 400 ms


@pytest.mark.parametrize(("sampler", "named"), [("profiling.sampling", True), (UNSET, False)])
def test_the_sampler_is_named_where_the_result_names_it(sampler: str | UnsetType, *, named: bool) -> None:
    times = times_of(FAST, sampled(an_outcome(FAST), {10: 700}, sampler=sampler))

    assert times is not None
    assert ("(profiling.sampling)" in times.note, "(" in times.note) == (named, named)


def test_a_line_that_holds_traced_memory_shows_that_too() -> None:
    times = times_of(FAST, sampled(an_outcome(FAST, traced=100), {10: 700, 30: 300}))
    held = [
        Allocation(file=f"{FAST}.py", line=line, size=size, count=1, source="")
        for line, size in ((10, 9 << 20), (30, 120))
    ]
    uneven = times_of(FAST, holding(sampled(an_outcome(FAST), {10: 700, 30: 300}), *held))

    assert times is not None
    assert uneven is not None
    assert [line.held for line in times.lines] == ["12.4 MiB", ""]
    assert [line.held for line in uneven.lines] == ["9.00 MiB", "0.117 KiB"]


def test_what_is_hardly_known_is_folded_with_what_was_not_kept() -> None:
    times = times_of(FAST, sampled(an_outcome(FAST), {10: 900, 12: 60, 13: 12, 14: 3}, total=1000))

    assert times is not None
    assert [(line.place, line.share) for line in times.lines][1:] == [
        (f"{FAST}.py:12", "6.0 %"),
        ("other lines", "4.0 %"),
    ]


def test_no_more_lines_are_shown_than_can_be_read() -> None:
    times = times_of(FAST, sampled(an_outcome(FAST), dict.fromkeys(range(1, 21), 100)))

    assert times is not None
    assert (len(times.lines), times.lines[-1].share) == (11, "50.0 %")


def test_lines_of_the_baseline_stand_beside_and_those_of_the_same_text_are_compared() -> None:
    base = sampled(an_outcome(BASE, seconds=1.0), {1: 600, 2: 400})
    fast = sampled(an_outcome(FAST, seconds=0.4), {5: 500, 7: 500})
    run = a_run(base, fast)
    files = {BASE: f"lines = log.readlines()\n  {SAME}\n", FAST: "\n" * 4 + f"    {SAME}\n\nyield fields"}
    hashes = {run.implementation(row.cell).sha256: files[row.cell.implementation] for row in (base, fast)}
    assert len(hashes) == 2

    found = details(base, fast, files=hashes)[FAST]

    assert found is not None
    assert found.times is not None
    lines = found.times.beside
    assert [(line.place, line.source, line.change[0]) for line in lines] == [
        (f"{BASE}.py:1", "lines = log.readlines()", MINUS),
        (f"{FAST}.py:5", SAME, MINUS),
        (f"{FAST}.py:7", "yield fields", "+"),
    ]
    assert [(bool(line.here), bool(line.there)) for line in lines] == [(False, True), (True, True), (True, False)]
    assert [seconds(text) for text in (lines[1].here, lines[1].there)] == pytest.approx([0.2, 0.4], rel=0.02)
    compared = [seconds(text) for text in re.findall(r"[\d.]+ m?s", found.times.compared)]
    assert compared == pytest.approx([0.4, 0.6, 1.0], rel=0.02)


def test_what_differs_by_less_than_is_known_is_no_difference() -> None:
    base = sampled(an_outcome(BASE, seconds=0.4), {1: 500, 2: 500})
    same = sampled(an_outcome(FAST, seconds=0.4), {1: 510, 2: 490})
    files = {a_run(base, same).implementation(row.cell).sha256: "a\nb\n" for row in (base, same)}

    found = details(base, same, files=files)[FAST]

    assert found is not None
    assert found.times is not None
    assert found.times.beside == ()


def test_where_no_sampler_looked_nothing_is_shown() -> None:
    assert times_of(FAST, an_outcome(FAST)) is None
    unseen = sampled(an_outcome(FAST), {}, total=1, notes=(UNSEEN,))
    assert times_of(FAST, unseen) is None


def test_the_report_has_the_table_only_where_a_sampler_looked() -> None:
    base = an_outcome(BASE, seconds=1.0)
    plain, asked = (
        as_html.render(a_run(base, row)) for row in (an_outcome(FAST), sampled(an_outcome(FAST), {10: 700, 12: 300}))
    )

    assert "Seconds by line" not in str(plain)
    assert "Seconds by line" in str(asked)
