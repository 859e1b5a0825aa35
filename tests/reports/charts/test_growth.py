from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from bench.analysis.growth.laws import GrowthKind
from bench.model.types import Outcome, Quantity, Run
from reports.charts import growth as chart
from reports.drawing import svg
from reports.page.section import PageSection, Row
from reports.view.page_view import view
from tests.reports.builders import BYTES, DATA, LINES, MIB, a_cell, a_control, a_dataset, a_run, an_outcome

SIZES = (1_000, 50_000, 100_000, 200_000)
LAWS: Mapping[str, Sequence[float]] = {
    "readlines_objects": [11 + 826 * lines / MIB for lines in (*SIZES, LINES)],
    "generator_chain": [11.0, 11.1, 11.1, 11.1, 11.1],
    "fickle": [11, 30, 90, 300, 900],
}


def a_sweep(laws: Mapping[str, Sequence[float]] = LAWS) -> Run:
    """Return a run with these peaks in MiB, the last of them at the main size."""
    small = {f"small-{lines}": lines for lines in SIZES}
    outcomes: list[Outcome] = [an_outcome(name, peak=peaks[-1]) for name, peaks in laws.items()]
    for name, peaks in laws.items():
        sizes = zip(peaks[:-1], small, strict=True)
        outcomes += [an_outcome(name, peak=peak, cell=a_cell(name, data=data)) for peak, data in sizes]
    run = a_run(*outcomes, a_control())
    data = {
        name: a_dataset(id=name, lines=lines, bytes=lines * BYTES // LINES)
        for name, lines in {DATA: LINES, **small}.items()
    }
    return replace(run, data=data, plan=replace(run.plan, sweep={"error_counts": tuple(small)}))


def of_processes(row: Outcome, count: int) -> Outcome:
    figures = {"processes": Quantity(count, "1")}
    samples = tuple(replace(sample, values={**sample.values, **figures}) for sample in row.samples)
    return replace(row, samples=samples)


def drawn(run: Run) -> PageSection:
    (section,) = view(run).sections
    return section


def named(section: PageSection, name: str) -> Row:
    return next(row for row in section.rows if row.name == name)


def test_sizes_of_a_sweep_are_points_and_no_rows() -> None:
    section = drawn(a_sweep())

    assert sorted(row.name for row in section.rows) == sorted(LAWS)
    assert [lines for lines, _ in named(section, "generator_chain").growth.points] == [*SIZES, LINES]


def test_the_law_goes_on_beyond_what_was_measured_and_says_how_surely() -> None:
    growth = named(drawn(a_sweep()), "readlines_objects").growth

    last = growth.course[-1]
    assert last[0] == 10 * LINES
    assert last[2] < 11 * MIB + 826 * last[0] < last[3]
    assert growth.fitted == SIZES[-1]
    assert growth.checked is True


def test_without_a_law_there_is_no_course() -> None:
    growth = named(drawn(a_sweep()), "fickle").growth

    assert (growth.words, growth.course, growth.outlook, growth.checked) == (str(GrowthKind.NONE), (), "", None)


def test_a_row_without_a_law_says_why() -> None:
    run = a_sweep({"apart": [17.0, 18.0, 20.0, 20.0, 20.0]})
    count = {"small-1000": 2, "small-50000": 2}
    run = replace(run, outcomes=tuple(of_processes(row, count.get(row.cell.data, 3)) for row in run.outcomes))
    section = drawn(run)

    said = chart.finding(section)

    words = named(section, "apart").growth.words
    assert words.startswith(f"{GrowthKind.REFUSED} (")
    assert said == f"`apart`: {words}."
    assert named(section, "apart").growth.end == str(GrowthKind.REFUSED)
    assert chart.table(section).rows[0][-3] == words


def test_the_table_has_every_peak_the_law_and_its_check() -> None:
    table = chart.table(drawn(a_sweep()))

    row = next(row for row in table.rows if row[0] == "readlines_objects")
    assert table.heads[1] == "1,000 lines"
    assert len(row) == len(table.heads)
    assert "826 bytes a line" in row[-3]
    assert "hit" in row[-2]
    assert row[-1].startswith("10 GB ")


def test_one_size_is_no_growth() -> None:
    assert chart.table(drawn(a_run())).rows == ()
    assert chart.finding(drawn(a_run())) == ""


@pytest.mark.parametrize("narrow", [False, True])
def test_laws_are_written_at_the_ends_of_their_lines(*, narrow: bool) -> None:
    with svg.style("x"):
        figure = chart.draw(drawn(a_sweep()), narrow=narrow)

    texts = {text.get_text() for text in figure.axes[0].texts}
    assert ("readlines_objects" if narrow else "readlines_objects: 826 bytes a line") in texts


def test_of_many_rows_level_ones_are_left_out_and_never_what_grows() -> None:
    level = {f"level_{number}": LAWS["generator_chain"] for number in range(chart.MOST)}

    section = drawn(a_sweep({**level, **LAWS}))

    with svg.style("x"):
        texts = {text.get_text() for text in chart.draw(section).axes[0].texts}
    assert len(texts) == chart.MOST
    assert {"readlines_objects: 826 bytes a line", "fickle"} <= texts
    assert "Not drawn" in chart.finding(section)
    assert len(chart.table(section).rows) == len(section.rows)


def test_what_was_held_out_is_hollow() -> None:
    with svg.style("x"):
        figure = chart.draw(drawn(a_sweep({"readlines_objects": LAWS["readlines_objects"]})))

    points = [line for line in figure.axes[0].lines if line.get_marker() not in {"", "None", None}]
    hollow = [np.asarray(line.get_xdata())[0] for line in points if line.get_markerfacecolor() != line.get_color()]
    assert hollow == [LINES]


def test_the_choice_goes_by_the_law_of_each_row() -> None:
    section = drawn(a_sweep())

    level, steep = (named(section, name).need for name in ("generator_chain", "readlines_objects"))
    assert (level.grown, level.known) == (0, True)
    assert steep.fixed + steep.grown == named(section, "readlines_objects").figures.peak.value
    assert steep.grown == pytest.approx(826 * LINES, rel=0.01)
    assert section.choice.assumed.endswith(": fickle.")


@pytest.mark.parametrize("steep", [90.0, 900.0])
def test_without_a_law_the_choice_is_right_for_the_largest_size_measured(steep: float) -> None:
    run = a_sweep({"fickle": [11.0, 30.0, 61.0, 62.0, steep]})
    small = f"small-{SIZES[1]}"
    plan = replace(run.plan, sweep={"error_counts": tuple(name for name in run.data if name != small)})

    need = named(drawn(replace(run, plan=plan)), "fickle").need

    assert not need.known
    assert need.fixed + need.grown == pytest.approx(30 * MIB, rel=0.01)
    assert need.fixed + need.grown * (LINES / SIZES[1]) ** need.power == pytest.approx(steep * MIB, rel=0.01)
    assert need.fixed >= 0
