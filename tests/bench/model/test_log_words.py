from dataclasses import replace

import pytest

from bench.model.log_words import WRITTEN, findings, nothing_counted
from bench.model.types import Coverage, Dataset, Records, Workload

LOG = Dataset(id="own-log-1", kind="own log", bytes=900, lines=14)


def a_workload(name: str = "failed_requests", form: str = "combined_log", counted: str = "failed") -> Workload:
    return Workload(name=name, title="", source=form, size=1, baseline="", form=form, counted=counted)


def test_of_data_that_is_no_log_there_is_nothing_to_say() -> None:
    assert list(findings(Dataset(id="n-5", kind="number", lines=5), [a_workload()])) == []


def test_a_snapshot_lines_of_another_form_and_what_was_understood_are_said() -> None:
    coverage = {"combined_log": Coverage(1, 13), "web_log": Coverage(13, 1), "orders_csv": Coverage(0, 14)}
    log = replace(LOG, snapshot="2026-11-28T08:15:02+00:00", coverage=coverage, records=Records(13, 1, 2, 1))
    piped = [a_workload(name, "web_log") for name in ("error_counts", "error_timestamps")]

    first, *rest = findings(log, [a_workload(), *piped])
    assert first.endswith("is a snapshot of its 14 lines as of 2026-11-28 08:15:02 UTC.")
    assert rest == [
        "own-log-1: 13 of 14 lines are of another form than failed_requests reads.",
        "own-log-1: 1 of 14 lines is of another form than error_counts and error_timestamps read.",
        "own-log-1 holds 13 records; 2 ERROR records with 1 distinct message.",
    ]


def test_how_much_of_a_log_has_the_format_that_was_given_is_said_whatever_the_workload_reads() -> None:
    log = replace(LOG, coverage={"format log4j": Coverage(9, 1)})

    assert list(findings(log, [a_workload()])) == [
        "own-log-1: 9 of 10 lines are records of the format log4j; 4 more belong to one of them or are comments."
    ]


def test_implementations_that_were_written_for_the_log_are_named_with_the_question() -> None:
    log = replace(LOG, coverage={"format log4j": Coverage(14, 0)})
    workload = replace(a_workload("error_counts", "format log4j"), title="How many?", written_for="log4j")

    assert list(findings(log, [workload]))[1] == f"error_counts asks of log4j: How many? {WRITTEN}"


def test_a_log_that_has_the_form_throughout_needs_no_word() -> None:
    assert list(findings(replace(LOG, coverage={"combined_log": Coverage(14, 0)}), [a_workload()])) == []


@pytest.mark.parametrize(
    ("coverage", "said"),
    [
        (Coverage(60, 0), "60 records of this form, none of them failed"),
        (Coverage(1, 0), "1 record of this form, none that failed"),
        (Coverage(1, 13), "1 record of this form, none that failed; 13 of 14 lines are of another form"),
        (Coverage(0, 14), "none of its 14 lines has the form that it reads"),
        (Coverage(0, 0), "it holds no record"),
        (None, "every answer is empty"),
    ],
)
def test_why_nothing_answers_a_question_is_said(coverage: Coverage | None, said: str) -> None:
    log = replace(LOG, coverage={"combined_log": coverage} if coverage else {})

    assert nothing_counted(log, a_workload()) == said


def test_a_workload_that_does_not_say_what_counts_has_nothing_counted() -> None:
    log = replace(LOG, coverage={"combined_log": Coverage(2, 0)})

    assert nothing_counted(log, a_workload(counted="")) == "2 records of this form, none of them is counted"


def test_an_empty_log_is_said_to_be_empty() -> None:
    assert nothing_counted(replace(LOG, bytes=0), a_workload()) == "it is empty (0 bytes)"
