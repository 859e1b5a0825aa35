from dataclasses import replace

import pytest

from bench.model.types import Coverage, Outcome, Status
from reports.page.section import PageSection
from reports.view.page_view import view
from reports.view.sentences import list_names
from tests.reports.builders import a_control, a_dataset, a_failure, a_run, a_workload, an_outcome


def drawn(*outcomes: Outcome) -> PageSection:
    (section,) = view(a_run(*outcomes)).sections
    return section


def test_the_headline_sets_the_fastest_against_the_baseline_in_one_unit() -> None:
    assert drawn().headline == (
        "For 1,000,000 lines, `bytes_blocks` needs 12.4 MiB and 0.0801 s; `readlines_objects` needs 635 MiB and 2.02 s."
    )


def test_the_headline_claims_no_difference_that_was_not_found() -> None:
    twins = (an_outcome("readlines_objects", seconds=0.5), an_outcome("other", seconds=0.4999), a_control(seconds=0.5))

    assert "no measurable difference" in drawn(*twins).headline


def test_the_headline_of_few_rounds_says_so() -> None:
    rows = (an_outcome("readlines_objects", seconds=2.0, rounds=3), an_outcome("other", rounds=3), a_control(rounds=3))

    section = drawn(*rows)

    assert section.headline.endswith(" untested: about 4.3 times as fast in 3 of 3 rounds.")
    assert any("3 rounds" in said for said in section.trust)


def test_the_headline_of_few_rounds_calls_none_the_fastest() -> None:
    rows = (an_outcome("readlines_objects", seconds=2.0, rounds=3), an_outcome("other", rounds=3), a_control(rounds=3))

    headline = drawn(*rows).headline

    assert "`other` is the fastest so far, " in headline


def test_a_baseline_that_leads_after_few_rounds_is_the_fastest_so_far() -> None:
    rows = (an_outcome("readlines_objects", seconds=0.1, rounds=3), an_outcome("other", rounds=3))

    headline = drawn(*rows, a_control(seconds=0.1, rounds=3)).headline

    assert "`readlines_objects` is the fastest so far, " in headline
    assert headline.endswith("; 3 rounds are too few to test their order.")


def test_the_headline_names_who_ties_with_the_fastest() -> None:
    base = an_outcome("readlines_objects", peak=634, seconds=2.0)
    twins = [an_outcome(name, seconds=0.5) for name in ("one", "other")]

    third = an_outcome("third", seconds=0.5)

    assert drawn(base, *twins, a_control()).headline.endswith("` is equally fast within the noise.")
    assert drawn(base, *twins, third, a_control()).headline.endswith("` are equally fast within the noise.")


def test_a_baseline_that_nobody_beats_is_named() -> None:
    rows = (an_outcome("readlines_objects", seconds=0.1), an_outcome("other", seconds=0.5), a_control(seconds=0.1))

    assert drawn(*rows).headline.endswith("; the other one is not measurably faster.")


def test_one_row_is_compared_with_nothing() -> None:
    assert drawn(an_outcome("readlines_objects"), a_control()).headline.endswith("there is nothing to compare it with.")


def test_without_times_the_leanest_is_named() -> None:
    rows = [an_outcome("fat", peak=100), an_outcome("lean", peak=10)]
    untimed = [replace(row, samples=tuple(each for each in row.samples if each.round is None)) for row in rows]

    assert drawn(*untimed).headline == "`lean` needs the least memory; times were not measured."


def test_trust_counts_the_answers_that_were_right() -> None:
    assert drawn().trust[0].startswith("4 of 5 correct")


def test_a_row_that_was_never_asked_is_no_wrong_answer() -> None:
    section = drawn(an_outcome("readlines_objects"), a_failure("batched_generator", Status.SKIPPED))

    assert section.trust[0].startswith("1 of 1 correct")
    assert section.trust[0].endswith("; 1 not run")


def test_trust_says_how_many_lines_are_of_another_form() -> None:
    plain = a_run()
    (name,) = plain.data
    run = replace(
        plain,
        workloads={"error_counts": a_workload(form="web_log")},
        data={name: a_dataset(id=name, coverage={"web_log": Coverage(1, 13)})},
    )

    assert view(run).sections[0].trust[-1] == "13 of 14 lines are of another form"


def test_trust_says_how_much_equal_code_differs_or_that_it_is_not_known() -> None:
    assert drawn().trust[1].startswith("noise floor 1.6 %")
    assert drawn(an_outcome("readlines_objects")).trust[1] == "noise floor not measured"


def test_failures_alone_have_no_rounds() -> None:
    assert drawn(a_failure()).trust[2] == "times not measured"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["a"], "`a`"),
        (["a", "b"], "`a` and `b`"),
        (["a", "b", "c"], "`a`, `b` and `c`"),
        (list("abcdefg"), "`a`, `b`, `c`, `d`, `e` and 2 more"),
    ],
)
def test_names_are_listed_and_many_are_cut(names: list[str], said: str) -> None:
    assert list_names(names) == said
