from dataclasses import replace

import pytest

from bench.model.types import Coverage, Outcome
from reports.page.section import PageSection
from reports.view.page_view import view
from reports.view.sentences import list_names
from tests.gold import Gold
from tests.reports.builders import a_control, a_dataset, a_run, a_workload, an_outcome


def drawn(*outcomes: Outcome) -> PageSection:
    (section,) = view(a_run(*outcomes)).sections
    return section


def few(baseline: float) -> tuple[Outcome, ...]:
    """Return rows of three rounds, with a baseline that takes so many seconds."""
    base = an_outcome("readlines_objects", seconds=baseline, rounds=3)
    return base, an_outcome("other", rounds=3), a_control(seconds=baseline, rounds=3)


def untimed() -> list[Outcome]:
    rows = [an_outcome("fat", peak=100), an_outcome("lean", peak=10)]
    return [replace(row, samples=tuple(each for each in row.samples if each.round is None)) for row in rows]


def test_every_headline_reads_as_agreed(gold: Gold) -> None:
    base = an_outcome("readlines_objects", peak=634, seconds=2.0)
    half = [an_outcome(name, seconds=0.5) for name in ("one", "other", "third")]
    rows = {
        "usual": (),
        "no difference": (an_outcome("readlines_objects", seconds=0.5), half[1], a_control(seconds=0.5)),
        "few rounds": few(2.0),
        "few rounds, the baseline leads": few(0.1),
        "two tie": (base, *half[:2], a_control()),
        "two tie, and one needs more": (base, half[0], an_outcome("more", peak=12.5, seconds=0.5), a_control()),
        "three tie": (base, *half, a_control()),
        "the baseline leads": (an_outcome("readlines_objects", seconds=0.1), half[0], a_control(seconds=0.1)),
        "one row": (an_outcome("readlines_objects"), a_control()),
        "without times": untimed(),
    }

    gold("sentences", "headlines", "\n".join(f"{name}: {drawn(*each).headline}" for name, each in rows.items()))


@pytest.mark.parametrize("written_for", ["", "combined"])
def test_trust_says_how_many_lines_are_of_another_form_and_of_which(written_for: str) -> None:
    plain = a_run()
    (name,) = plain.data
    run = replace(
        plain,
        workloads={"error_counts": a_workload(form="web_log", written_for=written_for)},
        data={name: a_dataset(id=name, coverage={"web_log": Coverage(1, 13)})},
    )

    (said,) = (each for each in view(run).sections[0].trust if each.startswith("13 of 14 lines "))
    assert (written_for or "error_counts") in said


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
