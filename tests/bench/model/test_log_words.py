from dataclasses import replace

from bench.model.log_words import OWN_LOG, carried_edge_cases, findings, nothing_counted, put_together
from bench.model.types import Coverage, Dataset, LogPart, Records, Workload
from tests.gold import Gold

LOG = Dataset(id="own-log-1", kind="own log", bytes=900, lines=14)


def a_workload(name: str = "failed_requests", form: str = "combined_log", counted: str = "failed") -> Workload:
    return Workload(name=name, title="", source=form, size=1, baseline="", form=form, counted=counted)


def test_of_data_that_is_no_log_there_is_nothing_to_say() -> None:
    assert list(findings(Dataset(id="n-5", kind="number", lines=5), [a_workload()])) == []


def test_what_was_found_in_a_log_reads_as_agreed(gold: Gold) -> None:
    coverage = {"combined_log": Coverage(1, 13), "web_log": Coverage(13, 1), "orders_csv": Coverage(0, 14)}
    live = replace(LOG, snapshot="2026-11-28T08:15:02+00:00", coverage=coverage, records=Records(13, 1, 2, 1))
    piped = [a_workload(name, "web_log") for name in ("error_counts", "error_timestamps")]
    written = replace(a_workload("error_counts", "format log4j"), title="How many?", written_for="log4j")
    found = (
        *findings(live, [a_workload(), *piped]),
        *findings(replace(LOG, coverage={"format log4j": Coverage(9, 1)}), [a_workload("mine", "format log4j")]),
        *findings(replace(LOG, coverage={"format log4j": Coverage(14, 0)}), [written]),
    )

    gold("logs", "findings", "\n".join(found))


def test_edge_cases_of_a_question_on_a_log_of_ones_own_are_carried_as_they_are() -> None:
    masked = replace(a_workload("error_counts", OWN_LOG), written_for="log4j")
    asked = [a_workload(), a_workload("slow_paths", OWN_LOG), masked]

    assert carried_edge_cases(LOG, asked) == ["slow_paths"]
    assert carried_edge_cases(Dataset(id="d", kind="synthetic", lines=5), asked) == []


def test_a_log_that_has_the_form_throughout_needs_no_word() -> None:
    assert list(findings(replace(LOG, coverage={"combined_log": Coverage(14, 0)}), [a_workload()])) == []


def test_how_a_log_was_put_together_reads_as_agreed(gold: Gold) -> None:
    plain, packed = LogPart("", 1), LogPart("", 1, packing="gzip")
    parts = ([packed], [plain, plain], [plain, packed], [packed, packed])

    gold("logs", "put together", "\n".join(map(put_together, parts)))


def test_why_nothing_answers_a_question_reads_as_agreed(gold: Gold) -> None:
    coverages = (Coverage(60, 0), Coverage(2, 0), Coverage(1, 0), Coverage(1, 13), Coverage(0, 14), Coverage(0, 0))
    logs = [LOG, *(replace(LOG, coverage={"combined_log": each}) for each in coverages), replace(LOG, bytes=0)]
    said = [nothing_counted(log, a_workload()) for log in logs]

    gold("logs", "nothing counted", "\n".join([*said, nothing_counted(logs[1], a_workload(counted=""))]))
