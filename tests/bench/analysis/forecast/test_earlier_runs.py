import json
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bench.analysis.forecast import earlier_runs
from bench.analysis.forecast.costs import Kind
from bench.model.types import Implementation, Instrument, Outcome, Recipe, Run
from bench.results import result_file
from tests.bench.builders import DATA, MACHINE, a_cell, a_row_of, a_run, quantities, resident
from tests.bench.machines import alike, pooled

ROW, CONTROL = a_cell(), a_cell(control=True)
FILE = Implementation(workload="error_counts", name=ROW.implementation, sha256="1")


def measured(peaks: tuple[float, ...] = (110.0,)) -> Outcome:
    more: Mapping[str, tuple[float, str]] = {"run_seconds": (2.0, "s"), "process_seconds": (2.1, "s")}
    samples = resident(ROW, peaks, imported=10.0)
    return a_row_of(*(replace(each, values={**each.values, **quantities(more)}) for each in samples))


def old_run(lines: int = 1_000_000) -> Run:
    return replace(a_run(measured(), data=replace(DATA, lines=lines)), implementations=(FILE,))


def new_run(lines: int = 2_000_000) -> Run:
    return replace(a_run(a_row_of(cell=ROW), data=replace(DATA, lines=lines)), implementations=(FILE,))


def test_an_earlier_result_is_scaled_to_the_size_that_is_asked_for() -> None:
    need = earlier_runs.needs(new_run(), [old_run()])[ROW]

    assert (need.run, need.start) == pytest.approx((4.0, 0.1))
    assert need.source.endswith("r at size 1,000,000")
    assert need.peak == 210 * 2**20


def test_two_earlier_sizes_show_how_it_grows() -> None:
    needs = earlier_runs.needs(new_run(), [old_run(), old_run(500_000)])

    assert needs[ROW].run == 2.0


@pytest.mark.parametrize(
    ("old", "found"),
    [
        (old_run(), {(ROW, Instrument.RESIDENT): [2.1]}),
        (old_run(500_000), {}),  # of which only the size is another
        (replace(old_run(), machine=replace(MACHINE, cores=99)), {}),
        (replace(old_run(), plan=replace(old_run().plan, quick=True)), {}),  # looks at lines of a smaller part
    ],
)
def test_what_processes_took_on_as_much_data_is_what_they_will_take(
    old: Run, found: Mapping[Kind, list[float]]
) -> None:
    assert earlier_runs.taken(new_run(1_000_000), [old]) == found


def test_the_newest_run_says_what_processes_take() -> None:
    quicker = quantities({"process_seconds": (1.1, "s")})
    row = a_row_of(*(replace(each, values={**each.values, **quicker}) for each in measured().samples))
    newest = replace(old_run(), outcomes=(row,))

    assert earlier_runs.taken(new_run(1_000_000), [newest, old_run()]) == {(ROW, Instrument.RESIDENT): [1.1]}


def a_law(*peaks: float) -> Run:
    """Return an earlier run that swept sizes up to 1,000,000 lines, so that a row has a law."""
    sizes = (1_000, 50_000, 100_000, 200_000, 1_000_000)
    data = {f"d{lines}": replace(DATA, id=f"d{lines}", lines=lines) for lines in sizes}
    rows = []
    for name, peak in zip(data, peaks, strict=True):
        cell = replace(ROW, data=name)
        samples = [replace(each, cell=cell) for each in measured((peak,)).samples]
        rows.append(a_row_of(*samples, cell=cell))
    run = replace(a_run(*rows), data=data, implementations=(FILE,))
    return replace(run, plan=replace(run.plan, sweep={"error_counts": tuple(data)[:-1]}))


def test_a_law_that_held_says_what_a_larger_size_needs() -> None:
    level = earlier_runs.needs(new_run(3_200_000), [a_law(101, 110, 110.5, 110.2, 110.4)])[ROW]
    steep = earlier_runs.needs(
        new_run(20_000_000), [a_law(*(10 + lines / 10_000 for lines in (1e3, 5e4, 1e5, 2e5, 1e6)))]
    )

    assert level.peak == pytest.approx(110.5 * 2**20)
    assert not level.assumed
    at_its_start = earlier_runs.needs(new_run(50_000), [a_law(101, 110, 110.5, 110.2, 110.4)])[ROW]
    assert (at_its_start.peak, at_its_start.assumed) == (level.peak, False)
    assert re.findall(r"[\d,]+", level.source) == ["110", "105", "116", "1,000,000"]
    assert steep[ROW].peak == pytest.approx(2010 * 2**20)


def test_a_law_that_missed_says_nothing() -> None:
    need = earlier_runs.needs(new_run(3_200_000), [a_law(101, 110, 110.5, 110.2, 150)])[ROW]

    assert need.assumed
    assert earlier_runs.needs(new_run(900), [a_law(101, 110, 110.5, 110.2, 110.4)])[ROW].assumed  # below its start
    assert need.source.endswith("r at size 1,000,000")


def test_a_size_that_was_measured_is_believed_more_than_a_law() -> None:
    need = earlier_runs.needs(new_run(), [a_law(101, 110, 110.5, 110.2, 110.4), new_old(2_000_000, 130)])[ROW]

    assert (need.peak, need.source) == (130 * 2**20, "r")


def new_old(lines: int, peak: float) -> Run:
    return replace(a_run(measured((peak,)), data=replace(DATA, lines=lines)), implementations=(FILE,))


@pytest.mark.parametrize(
    "other",
    [
        replace(old_run(), machine=replace(MACHINE, cores=64)),
        replace(old_run(), implementations=(replace(FILE, sha256="2"),)),
        old_run(lines=199_999),
        replace(old_run(), data={"d": replace(DATA, recipe=Recipe(generator="g", version=1, seed=1, knobs={"a": 1}))}),
        new_run(),
    ],
    ids=["machine", "file", "size", "data", "nothing measured"],
)
def test_what_is_not_alike_says_nothing(other: Run) -> None:
    plain = Recipe(generator="g", version=1, seed=1)
    now = replace(new_run(), data={"d": replace(DATA, lines=2_000_000, recipe=plain)})

    assert earlier_runs.needs(now, [other]) == {}


def test_a_size_ten_times_as_far_is_near_enough() -> None:
    assert earlier_runs.needs(new_run(), [old_run(lines=200_000)]).keys() == {ROW}


def test_the_newest_results_come_first_and_damaged_ones_are_passed_over(tmp_path: Path) -> None:
    for age, name in enumerate(["new", "old"]):
        path = tmp_path / name / "result.json"
        path.parent.mkdir()
        run = old_run()
        result_file.write(replace(run, plan=replace(run.plan, run_id=name)), path)
        os.utime(path, (1000 - age, 1000 - age))
    (tmp_path / "pooled").mkdir()
    result_file.write(pooled(*alike(2)), tmp_path / "pooled" / "result.json")  # times of two machines forecast neither
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "result.json").write_text(json.dumps({"format": 1}))

    assert [run.plan.run_id for run in earlier_runs.runs(tmp_path)] == ["new", "old"]


def test_a_result_that_is_removed_meanwhile_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept" / "result.json"
    kept.parent.mkdir()
    result_file.write(old_run(), kept)
    monkeypatch.setattr(Path, "glob", lambda *_: iter([tmp_path / "gone" / "result.json", kept]))

    assert len(list(earlier_runs.runs(tmp_path))) == 1


def test_no_more_than_ten_results_are_read(tmp_path: Path) -> None:
    text = result_file.to_json(old_run())
    for number in range(11):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "result.json").write_bytes(text)

    assert len(list(earlier_runs.runs(tmp_path))) == 10
