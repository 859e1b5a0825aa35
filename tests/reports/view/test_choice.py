from bench.model.types import Outcome
from reports.page.section import Choice, PageSection
from reports.view.page_view import view
from reports.view.sentences import NO_FLOOR
from tests.reports.builders import MIB, a_control, a_dataset, a_run, an_outcome


def drawn(*outcomes: Outcome, **changes: object) -> PageSection:
    (section,) = view(a_run(*outcomes, **changes)).sections
    return section


def chosen(section: PageSection) -> Choice:
    assert section.choice is not None
    return section.choice


def test_the_fastest_that_fits_is_taken() -> None:
    rows = (an_outcome("readlines_objects", peak=700, seconds=0.1), an_outcome("lean", peak=20, seconds=0.5))
    slow = an_outcome("slow", peak=15, seconds=0.9)

    sentence = chosen(drawn(*rows, slow, a_control(seconds=0.1))).sentence

    assert sentence.startswith("Take `lean`: ")
    assert "20.0 MiB" in sentence


def test_rows_that_tie_are_all_named() -> None:
    base = an_outcome("readlines_objects", peak=700, seconds=2.0)
    rows = [an_outcome(name, peak=peak, seconds=0.5) for name, peak in (("one", 20), ("other", 11), ("fat", 600))]

    sentence = chosen(drawn(base, *rows, a_control())).sentence

    assert "`one` (20.0 MiB, " in sentence
    assert "`other` (11.0 MiB, " in sentence
    assert "fat" not in sentence
    assert sentence.startswith("Take `")
    assert "): the fastest that fit" in sentence


def test_of_many_that_tie_the_first_are_named() -> None:
    rows = [an_outcome(f"row_{number}", seconds=0.5) for number in range(5)]

    sentence = chosen(drawn(an_outcome("readlines_objects", seconds=2.0), *rows, a_control())).sentence

    assert sentence.count("`row_") == 3
    assert " or 2 more: " in sentence


def test_the_only_one_that_fits_is_not_called_the_fastest() -> None:
    rows = (an_outcome("readlines_objects", peak=700, seconds=0.1), an_outcome("lean", peak=20, seconds=0.5))

    sentence = chosen(drawn(*rows, a_control(seconds=0.1))).sentence

    assert sentence.startswith("Take `lean`, the only")
    assert "20.0 MiB" in sentence


def test_few_rounds_choose_nothing() -> None:
    rows = (an_outcome("readlines_objects", seconds=2.0, rounds=3), an_outcome("other", rounds=3), a_control(rounds=3))

    sentence = chosen(drawn(*rows)).sentence

    assert sentence.startswith("`other` ")
    assert "11.2 MiB" in sentence
    assert "3 rounds" in sentence


def test_where_nothing_ran_twice_that_is_why_nothing_was_tested() -> None:
    sentence = chosen(drawn(an_outcome("one"), an_outcome("other"))).sentence

    assert sentence.endswith(f"; {NO_FLOOR}.")


def test_where_none_fits_the_one_with_the_least_memory_is_named() -> None:
    rows = (an_outcome("readlines_objects", peak=900, seconds=0.1), an_outcome("fat", peak=600, seconds=0.5))

    assert chosen(drawn(*rows, a_control())).sentence.startswith("None fits. `fat` ")


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
