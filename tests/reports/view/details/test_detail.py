import re
from dataclasses import replace

import pytest

from bench.measured.instruments.lines import TEMPORARY
from bench.model.types import Allocation, Instrument, Outcome, PackedFile, Quantity
from reports.page.section import Detail
from reports.view.details.detail import NOT_BY_LINE, WHILE_IT_RAN, is_of_lines
from reports.view.page_view import DETAILS_FOR_ALL, view
from tests.reports.builders import DATA, MIB, a_cell, a_change, a_dataset, a_failure, a_run, an_outcome, the_usual


def details(*outcomes: Outcome, **changes: object) -> dict[str, Detail | None]:
    (section,) = view(a_run(*outcomes, **changes)).sections
    return {row.name: row.detail for row in (*section.rows, *section.failed)}


def of(name: str, *outcomes: Outcome) -> Detail:
    found = details(*outcomes)[name]
    assert found is not None
    return found


def holding(outcome: Outcome, *lines: Allocation) -> Outcome:
    samples = (replace(each, allocations=lines) if each.allocations else each for each in outcome.samples)
    return replace(outcome, samples=tuple(samples))


def a_family(name: str = "parallel", *, bounds: bool = True) -> Outcome:
    """Build a row of three processes at a time, of which the first holds little."""
    row = an_outcome(name, peak=20.4, traced=0.2)
    seen = {"processes": Quantity(3, "1"), "run_growth": Quantity(MIB, "B")}
    if bounds:
        seen |= {"tree_low": Quantity(15 * MIB, "B"), "tree_high": Quantity(38 * MIB, "B")}
    samples = (
        replace(each, values={**each.values, **seen}) if each.instrument is Instrument.RESIDENT else each
        for each in row.samples
    )
    return replace(row, samples=tuple(samples))


def test_the_peak_of_several_processes_is_explained_with_its_bounds() -> None:
    together = of("parallel", a_family()).together

    assert re.findall(r"\d[\d.]*", together) == ["3", "20.4", "15.0", "38.0"]


def test_bounds_that_were_not_seen_are_not_stated() -> None:
    assert re.findall(r"\d[\d.]*\b", of("parallel", a_family(bounds=False)).together) == ["3", "20.4"]


def test_the_peak_of_one_process_needs_no_explanation() -> None:
    assert of("generator_chain").together == ""


def test_of_a_row_on_a_packed_file_what_unpacking_alone_would_be_of_its_call_is_said() -> None:
    row = an_outcome("gzip_lines", seconds=2.0)
    took = {"user_seconds": Quantity(1.5, "s"), "system_seconds": Quantity(0.5, "s")}
    samples = (replace(each, values={**each.values, **took}) for each in row.samples)
    run = a_run(replace(row, samples=tuple(samples)), data={DATA: a_dataset(packed=PackedFile("gzip", 9, "ef", 1.25))})
    (section,) = view(run).sections

    assert section.rows[0].detail is not None
    said = dict(section.rows[0].detail.facts)["Unpacking alone, by zlib"]
    assert re.findall(r"[\d.]+ [%s]", said) == ["1.25 s", "62.5 %", "2.00 s"]
    assert not [name for name, _ in of("generator_chain").facts if "Unpacking" in name]


def test_the_table_says_of_how_many_processes_a_peak_is_the_sum() -> None:
    (section,) = view(a_run(a_family())).sections

    (peak,) = (entry for entry in section.rows[0].entries if entry.column == "memory")
    assert peak.note == "sum of 3 processes"


def test_the_method_says_what_is_summed() -> None:
    assert "proportional set sizes" in " ".join(view(a_run()).method)


def test_the_method_states_the_tolerance_of_a_workload_that_has_one() -> None:
    run = a_run()
    loose = {name: replace(each, tolerance=1e-9) for name, each in run.workloads.items()}

    assert "1e-09" not in " ".join(view(run).method)
    assert "1e-09" in " ".join(view(replace(run, workloads=loose)).method)


def test_the_margin_shows_what_each_line_held() -> None:
    lines = of("readlines_objects").source

    held = {line.number: line.held for line in lines if line.held}
    assert held.keys() == {8, 10, 12}
    assert held[10].endswith("MiB")
    assert lines[9].text.strip() == "lines = log.readlines()"


def test_two_allocations_of_one_line_add_up() -> None:
    line = Allocation(file="generator_chain.py", line=9, size=2 * MIB, count=1)

    lines = of("generator_chain", *(holding(row, line, line) for row in the_usual())).source

    assert lines[8].held == "4.00 MiB"


def test_lines_of_libraries_are_listed_and_not_in_the_margin() -> None:
    library = Allocation(file="json/decoder.py", line=9, size=MIB, count=1, source="return scan(text)")

    found = of("generator_chain", *(holding(row, library) for row in the_usual()))

    assert not [line for line in found.source if line.held]
    assert found.held[0].place == "json/decoder.py:9"


def test_what_no_snapshot_holds_is_not_said_to_be_no_blocks() -> None:
    passing = Allocation(file="codecs.py", line=322, size=2 * MIB, count=0)

    (held,) = of("generator_chain", *(holding(row, passing) for row in the_usual())).held

    assert held.blocks == WHILE_IT_RAN


def test_the_note_says_when_and_over_how_much_data_lines_were_looked_at() -> None:
    note = of("generator_chain").note

    assert "97.0 %" in note
    assert "200,000 lines" in note


def test_lines_that_hold_more_than_run_took_are_said_to_include_imports() -> None:
    peak = Quantity(0.5 * MIB, "B")
    imported = Allocation(file="duckdb/__init__.py", line=3, size=4 * MIB, count=9)

    def told(*lines: Allocation) -> str:
        rows = [holding(row, *lines) for row in the_usual()]
        passes = [
            replace(
                row, samples=tuple(replace(each, values={**each.values, "traced_peak": peak}) for each in row.samples)
            )
            for row in rows
        ]
        return of("generator_chain", *passes).note

    assert re.search(r" 4\.00 MiB, imports .*`run` .* 512 KiB", told(imported))
    assert "imports" not in told(replace(imported, size=MIB // 2))


def test_a_row_whose_lines_were_not_measured_says_so() -> None:
    row = the_usual()[1]
    blind = replace(row, samples=tuple(each for each in row.samples if each.instrument is not Instrument.LINES))

    found = of("generator_chain", the_usual()[0], blind)

    assert found.note == NOT_BY_LINE
    assert found.source


def test_the_difference_to_the_baseline_names_the_largest_lines_first() -> None:
    against = of("bytes_blocks").against

    assert against[0].place == "readlines_objects.py:10"
    assert against[0].held.startswith("\N{MINUS SIGN}")


def test_a_line_that_both_hold_is_netted_and_one_that_they_hold_alike_is_left_out() -> None:
    kept, alike = (Allocation(file="re/_compiler.py", line=line, size=4 * MIB, count=9, source="_") for line in (7, 8))
    base, row = the_usual()[:2]

    found = of(row.cell.implementation, holding(base, kept, alike), holding(row, replace(kept, size=MIB), alike))

    assert [(each.place, each.held) for each in found.against] == [("re/_compiler.py:7", "\N{MINUS SIGN}3.00 MiB")]


@pytest.mark.parametrize(("here", "there", "sign", "much"), [(1, 4, "\N{MINUS SIGN}", "3.00"), (5, 3, "+", "2.00")])
def test_a_difference_is_said_with_its_sign_and_how_much_of_it_the_largest_lines_are(
    here: int, there: int, sign: str, much: str
) -> None:
    base, row = the_usual()[:2]
    mine, theirs = (Allocation(file="a.py", line=1, size=size * MIB, count=1, source="_") for size in (here, there))

    found = of(row.cell.implementation, holding(base, theirs), holding(row, mine))

    assert [each.held for each in found.against] == [f"{sign}{much} MiB"]
    assert re.findall(r"\d[\d.]*", found.explained) == [much, "3", "100.0"]
    assert (" less " in found.explained) is (here < there)


def test_a_note_on_the_memory_of_lines_is_no_doubt_of_a_figure() -> None:
    assert is_of_lines(f"50 % {TEMPORARY} a.py, line 16")
    assert not is_of_lines("UTF-8 input only")


def test_what_is_counted_has_no_unit_among_the_samples() -> None:
    (figures,) = (row[-1] for row in of("generator_chain").samples.rows if row[0] == Instrument.LINES)

    assert "sampled_lines 200,000" in figures.split(", ")


def test_a_difference_between_passes_over_different_parts_of_the_data_names_both_and_which_holds_no_more() -> None:
    def cut(row: Outcome) -> Outcome:
        part = {"sampled_lines": Quantity(37_500, "1")}
        return replace(row, samples=tuple(replace(each, values={**each.values, **part}) for each in row.samples))

    def explained(*rows: Outcome) -> tuple[list[str], str]:
        said = of(row.cell.implementation, *rows).explained.rpartition(": ")
        return re.findall(r"\d+,\d+", said[0]), said[2].partition(" holds")[0]

    base, row = the_usual()[:2]

    assert explained(base, cut(row)) == (["37,500", "200,000"], "this case")
    assert explained(cut(base), row) == (["200,000", "37,500"], "the baseline")
    assert explained(base, row)[0] == explained(cut(base), cut(row))[0] == []


def test_the_baseline_differs_from_nothing() -> None:
    assert of("readlines_objects").against == ()


def test_every_sample_is_listed() -> None:
    assert len(of("generator_chain").samples.rows) == len(the_usual()[1].samples)


def test_hashes_stand_apart_from_the_figures() -> None:
    found = of("generator_chain")

    assert dict(found.hashes)["Answer digest"] == "a" * 64
    assert not [text for _, text in found.facts if len(text) == 64]


def test_a_failed_row_has_no_figures_to_list() -> None:
    assert [name for name, _ in of("sloppy_match").facts] == ["Requirements"]


def test_a_failed_row_has_details_too() -> None:
    assert of("sloppy_match").debug == "nox -s debug -- error_counts/sloppy_match"


def test_a_row_of_the_users_own_is_called_with_its_folder() -> None:
    details_ = details(an_outcome("mine", cell=a_cell("mine", origin="my ideas")))

    assert [each.debug for each in details_.values() if each] == [
        "nox -s debug -- error_counts/mine --impls 'DIR/my ideas'"
    ]
    assert "DIR" in "".join(each.placeholders for each in details_.values() if each)


def test_the_earlier_state_of_a_change_lies_in_no_folder_to_call_it_from() -> None:
    found = {row.name: row.detail for section in view(a_change()).sections for row in section.rows}

    assert {name: bool(detail and detail.debug) for name, detail in found.items()} == {
        "quicker@main": False,
        "quicker@mine": True,
        "wasteful@main": False,
        "wasteful@mine": True,
    }


def test_of_many_rows_the_front_the_story_and_the_failed_keep_their_details() -> None:
    others = [
        an_outcome(f"other_{number}", peak=20 + number, seconds=0.6, rounds=6) for number in range(DETAILS_FOR_ALL)
    ]

    found = details(*the_usual(), *others, a_failure("another"))

    kept = {name for name, detail in found.items() if detail}
    assert kept == {"readlines_objects", "generator_chain", "slots_iterator", "bytes_blocks", "sloppy_match", "another"}


def test_counts_stand_beside_those_of_the_baseline() -> None:
    base, row = (dict(of(name).facts) for name in ("readlines_objects", "generator_chain"))

    assert row["Page faults of a call"] == "37,600 (baseline: 160,000)"
    assert base["Page faults of a call"] == "160,000"
    assert row["Major page faults of a call"] == "0"
    assert row["Voluntary context switches of a call"] == "0.500 (baseline: 0.500)"


def test_what_was_not_counted_is_left_out() -> None:
    row = the_usual()[1]
    older = replace(row, samples=tuple(each for each in row.samples if each.instrument is not Instrument.TIMING))

    assert not [name for name, _ in of("generator_chain", the_usual()[0], older).facts if "faults" in name]
