from bench.model import Outcome
from reports.page import Choice, Section
from reports.view import view
from tests.reports.builders import MIB, a_control, a_dataset, a_run, an_outcome


def drawn(*outcomes: Outcome, **changes: object) -> Section:
    (section,) = view(a_run(*outcomes, **changes)).sections
    return section


def chosen(section: Section) -> Choice:
    assert section.choice is not None
    return section.choice


def test_the_fastest_that_fits_is_taken() -> None:
    rows = (an_outcome("readlines_objects", peak=700, seconds=0.1), an_outcome("lean", peak=20, seconds=0.5))

    assert chosen(drawn(*rows)).sentence.startswith("Take `lean`: the fastest that fits, with 20.0 MiB")


def test_where_none_fits_the_leanest_is_named() -> None:
    rows = (an_outcome("readlines_objects", peak=900, seconds=0.1), an_outcome("fat", peak=600, seconds=0.5))

    assert chosen(drawn(*rows, a_control())).sentence.startswith("None fits. The leanest is `fat`")


def test_what_a_row_needs_is_split_into_what_grows_and_what_does_not() -> None:
    (row,) = drawn(an_outcome("readlines_objects", peak=100, imported=30)).rows

    assert row.need is not None
    assert row.need.fixed == 30 * MIB
    assert row.need.fixed + row.need.grown == row.figures.peak.value


def test_the_page_says_what_is_taken_for_granted_at_other_sizes() -> None:
    assert "in proportion" in chosen(drawn()).assumed


def test_a_number_has_no_file_to_choose_a_size_of() -> None:
    run = a_run()
    number = a_dataset(kind="number", bytes=0, lines=1_000_000, recipe=None, truth=None, preview=())

    choice = chosen(drawn(data=dict.fromkeys(run.data, number)))

    assert choice.size == ""
    assert choice.assumed == ""
