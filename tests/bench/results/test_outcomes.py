import re
from dataclasses import replace

import pytest

from bench.model.types import Instrument, Outcome, Sample, Status
from bench.results import outcomes
from tests.bench.builders import a_cell, a_row, a_run, timed

CELL = a_cell()


def a_sample(instrument: Instrument, status: Status = Status.OK, **changes: object) -> Sample:
    return Sample(cell=CELL, instrument=instrument, status=status, **changes)  # type: ignore[arg-type]


def concluded(*samples: Sample) -> Outcome:
    return outcomes.conclude([CELL], samples, {CELL: "python-3.11.7"})[0]


def test_a_row_with_timings_and_no_failure_is_ok() -> None:
    row = concluded(a_sample(Instrument.ANSWER), a_sample(Instrument.RESIDENT), a_sample(Instrument.TIMING))

    assert (row.status, row.reason, row.environment, len(row.samples)) == (Status.OK, "", "python-3.11.7", 3)


def test_a_control_that_was_timed_replaces_the_one_that_was_planned() -> None:
    run = a_run(a_row(), replace(a_row("near"), environment="e"), replace(a_row(control=True), samples=()))
    twice = a_cell("near", control=True)
    planned = [sample for row in run.outcomes for sample in row.samples]

    found = outcomes.conclude_run(run, [*planned, *timed(twice, [1.0])])

    assert found.plan.cells == tuple(row.cell for row in found.outcomes) == (a_cell(), a_cell("near"), twice)
    assert (found.outcomes[-1].status, found.outcomes[-1].environment) == (Status.OK, "e")
    assert outcomes.conclude_run(run, planned).plan == run.plan
    assert outcomes.conclude_run(found, [*planned, *timed(twice, [1.0])]) == found


def test_the_first_failure_decides() -> None:
    row = concluded(
        a_sample(Instrument.ANSWER),
        a_sample(Instrument.RESIDENT, Status.MEMORY_LIMIT, reason="held more", phase="run"),
        a_sample(Instrument.TIMING, Status.TIMEOUT, reason="later"),
    )

    assert (row.status, row.reason) == (Status.MEMORY_LIMIT, "held more")


def test_a_failure_during_import_says_so() -> None:
    row = concluded(a_sample(Instrument.ANSWER, Status.CRASH, reason="ended by SIGSEGV", phase="import"))

    assert re.fullmatch(r"during import: .* SIGSEGV", row.reason)


def test_a_traced_process_that_fails_is_a_note_not_a_status() -> None:
    row = concluded(a_sample(Instrument.TIMING), a_sample(Instrument.TRACED, Status.TIMEOUT, reason="still running"))

    assert row.status is Status.OK
    assert len(row.notes) == 1
    assert "(timeout: still running)" in row.notes[0]


@pytest.mark.parametrize("status", [Status.SUSPECT, Status.NON_DETERMINISTIC, Status.WRONG_ANSWER])
def test_who_is_false_in_a_traced_process_is_believed_nowhere(status: Status) -> None:
    row = concluded(a_sample(Instrument.TIMING), a_sample(Instrument.TRACED, status, reason="it lied", notes=("n",)))

    assert (row.status, row.reason, row.notes) == (status, "it lied", ("n",))


def test_a_row_that_was_never_timed_was_not_reached() -> None:
    assert concluded(a_sample(Instrument.ANSWER)).status is Status.SKIPPED
    assert concluded().status is Status.SKIPPED


def test_a_check_is_complete_without_timings() -> None:
    row = outcomes.conclude([CELL], [a_sample(Instrument.ANSWER)], {}, proof=Instrument.ANSWER)[0]

    assert row.status is Status.OK
