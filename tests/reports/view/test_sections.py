from dataclasses import replace
from typing import Any

import pytest

from bench.analysis.cautions.caution import CautionKind
from bench.measured.instruments.lines import TEMPORARY
from bench.model.errors import ResultError
from bench.model.types import Outcome, Quantity, Run, Sample
from reports.page.section import PageSection, Row
from reports.view.noise import TITLES
from reports.view.page_view import view
from reports.view.sections import OUT_OF_TIME
from tests.reports.builders import DATA, a_cell, a_control, a_failure, a_run, an_outcome, the_usual


def the_section(run: Run) -> PageSection:
    (section,) = view(run).sections
    return section


def drawn(*outcomes: Outcome, **changes: Any) -> PageSection:
    return the_section(a_run(*outcomes, **changes))


def named(section: PageSection) -> dict[str, Row]:
    return {row.name: row for row in (*section.rows, *section.failed)}


def moved(outcome: Outcome, **changes: Any) -> Outcome:
    cell = replace(outcome.cell, **changes)
    return replace(outcome, cell=cell, samples=tuple(replace(each, cell=cell) for each in outcome.samples))


def test_a_row_above_one_with_a_shorter_time_has_its_reason() -> None:
    base = an_outcome("readlines_objects", peak=634, seconds=2.0)
    less, more = an_outcome("less", peak=11, seconds=0.502), an_outcome("more", peak=12, seconds=0.5)
    orders = {
        ", ".join(row.name for row in section.rows): section.order
        for section in (drawn(base, less, more, a_control()), drawn(base, more, a_control()))
    }

    assert {names: OUT_OF_TIME in said for names, said in orders.items()} == {
        "less, more, readlines_objects": True,
        "more, readlines_objects": False,
    }


def test_a_row_without_a_time_comes_last_and_has_no_rank() -> None:
    untimed = an_outcome("untimed", peak=5)
    untimed = replace(untimed, samples=tuple(each for each in untimed.samples if each.round is None))

    section = drawn(*the_usual(), untimed)

    assert section.rows[-1].name == "untimed"
    assert section.rows[-1].rank == ""


def test_namesakes_are_told_apart_by_their_folder() -> None:
    section = drawn(*the_usual(), moved(an_outcome("bytes_blocks"), origin="elsewhere"))

    assert {"bytes_blocks@impls", "bytes_blocks@elsewhere"} <= named(section).keys()


def test_a_smaller_size_shows_growth_and_is_no_row() -> None:
    small = "web_log-100000-seed1-3f2a9c01"
    run = a_run(*the_usual(), moved(an_outcome("readlines_objects", peak=72, seconds=0.2), data=small))
    data = {name: replace(each, lines=1_000_000 if name == DATA else 100_000) for name, each in run.data.items()}

    section = the_section(replace(run, data=data))

    assert section.lines == 1_000_000
    assert [lines for lines, _ in named(section)["readlines_objects"].growth.points] == [100_000, 1_000_000]


def test_keys_are_unique_and_safe_in_an_identifier() -> None:
    section = drawn(*the_usual(), an_outcome(cell=a_cell("odd", origin='a "folder" <x>')))

    keys = [row.key for row in (*section.rows, *section.failed)]
    assert len(keys) == len(set(keys))
    assert all(set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for key in keys)


def test_a_caution_is_numbered_beside_its_figure() -> None:
    native = an_outcome("native", peak=180, imported=55, traced=0.1, seconds=0.3)

    section = drawn(an_outcome("readlines_objects", peak=634, seconds=2.0), native, a_control())

    (note,) = section.cautions
    marks = {entry.column: entry.marks for entry in named(section)["native"].entries}
    assert note.name == "native"
    assert marks["memory"] == ("1",)
    assert marks["time"] == ()


def test_a_busy_machine_is_not_called_quiet() -> None:
    def busy(sample: Sample) -> Sample:
        return replace(sample, noise={"others": Quantity(120.0, "%")})

    rows = [replace(row, samples=tuple(map(busy, row.samples))) for row in the_usual()]

    page = view(a_run(*rows))
    (strip,) = page.noise
    assert page.quiet.startswith("busy machine: ")
    assert page.quiet.endswith(" 1.20 cores")
    assert strip.said.startswith("at most 1.20 cores; ")
    assert view(a_run()).quiet.startswith("quiet machine: ")


@pytest.mark.parametrize(("share", "rounds"), [(57.0, 1), (20.0, 0)])
def test_a_machine_is_not_called_quiet_where_the_strips_show_that_it_was_not(share: float, rounds: int) -> None:
    base, *others = the_usual()

    def disturb(sample: Sample) -> Sample:
        return replace(sample, noise={"others": Quantity(share if sample.round == 3 else 2.0, "%")})

    page = view(a_run(replace(base, samples=tuple(map(disturb, base.samples))), *others))
    (strip,) = [each for each in page.noise if each.title == TITLES["others"]]

    assert page.quiet.startswith(f"machine disturbed in {rounds} of 12 rounds: " if rounds else "quiet machine: ")
    assert f"up to {share} % of a core" in page.quiet
    assert strip.said == f"at most {share} % of a core; over 20 % in {rounds or 'none'} of 12 rounds"
    assert page.cautions == ()


def test_a_machine_that_waited_for_its_disk_says_so_in_the_first_lines() -> None:
    def waiting(sample: Sample) -> Sample:
        return replace(sample, noise={"io_pressure": Quantity(30.0, "%"), "others": Quantity(1.0, "%")})

    rows = [replace(row, samples=tuple(map(waiting, row.samples))) for row in the_usual()]

    assert view(a_run(*rows)).quiet == f"busy machine: {CautionKind.DISK_PRESSURE}"


def test_a_machine_on_which_equal_code_differed_widely_is_not_called_quiet() -> None:
    wide = a_run(*(row for row in the_usual() if not row.cell.control), a_control(spread=0.8))

    assert not view(wide).quiet.startswith(("quiet machine", "busy machine"))


def test_a_note_on_a_row_is_a_footnote_of_its_name_and_of_no_figure() -> None:
    noted = replace(an_outcome("noted", seconds=0.3), notes=("UTF-8 input only",))
    failed = replace(a_failure("failed"), notes=("left 3 processes",))

    section = drawn(an_outcome("readlines_objects", peak=634, seconds=2.0), noted, failed, a_control())

    rows = named(section)
    assert [note.text for note in section.cautions] == ["UTF-8 input only", "left 3 processes"]
    assert [rows[name].marks for name in ("noted", "failed", "readlines_objects")] == [("1",), ("2",), ()]
    assert not any(entry.marks for entry in rows["noted"].entries)
    assert "answer" not in {column.key for column in section.columns}


def test_a_note_on_single_lines_stands_with_the_memory_by_line_and_is_no_footnote() -> None:
    note = f"50 % {TEMPORARY} x.py, line 16"
    noted = replace(an_outcome("noted", seconds=0.3), notes=(note,))

    section = drawn(an_outcome("readlines_objects", peak=634, seconds=2.0), noted, a_control())

    assert section.cautions == ()
    detail = named(section)["noted"].detail
    assert detail is not None
    assert detail.note.endswith(f"{note}.")


def test_a_folder_that_all_rows_are_from_is_named_above_the_table() -> None:
    mine = [moved(row, origin="mine") for row in the_usual()]

    assert "folder `mine`" in drawn(*mine).alike
    assert "folder" not in drawn(*mine[:-1], the_usual()[-1]).alike


def test_a_result_that_does_not_describe_its_data_is_refused() -> None:
    with pytest.raises(ResultError, match="workload error_counts"):
        view(a_run(data={}))
