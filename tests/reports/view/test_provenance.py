import re
from dataclasses import replace

import pytest

from bench.model.types import (
    Build,
    Checkout,
    Coverage,
    Dataset,
    Guard,
    LogPart,
    Outcome,
    PackedFile,
    Records,
    RepeatedFigure,
    Repetition,
    Status,
)
from bench.process import guards as process_guards
from reports.view.page_view import view
from reports.view.provenance.again import commands, placeholders, show_repeated
from reports.view.provenance.data import data_facts, other_data
from reports.view.provenance.machine import describe_measured, machine_facts
from reports.view.provenance.method import method
from tests.reports.builders import a_cell, a_dataset, a_failure, a_machine, a_run, an_outcome, the_usual


def an_own_log(**changes: object) -> Dataset:
    return a_dataset(kind="own log", id="own-log-3f2a9c01", recipe=None, truth=None, preview=(), **changes)


def test_the_machine_says_once_why_it_counts_no_instructions() -> None:
    counters = {
        reason: dict(machine_facts(a_run(machine=a_machine(no_instructions=reason))))["Instruction counter"]
        for reason in ("perf_event_paranoid is 4", "", None)
    }

    assert counters["perf_event_paranoid is 4"] == "not available: perf_event_paranoid is 4"
    assert (counters[""], counters[None]) == ("available", "not available")


def test_a_twin_is_called_one_and_brings_the_profile_that_it_was_made_from() -> None:
    dataset = a_dataset()
    assert dataset.recipe is not None
    twin = replace(dataset, recipe=replace(dataset.recipe, generator="twin"))

    run = a_run(profile="{}")

    assert "twin" in dict(data_facts(run, twin).facts)["Kind"]
    assert (data_facts(run, twin).profile, data_facts(run, twin).properties.rows) == ("{}", ())
    assert data_facts(run, dataset).profile == ""


def test_lines_that_begin_no_record_are_counted_of_a_log_and_of_its_twin_and_are_not_called_malformed() -> None:
    dataset = replace(a_dataset(), truth={"malformed": 29})
    assert dataset.recipe is not None
    twin = replace(dataset, recipe=replace(dataset.recipe, generator="twin"))
    log = replace(an_own_log(), lines=1000, coverage={"format orders": Coverage(fitting=971, other=0)})

    named, own = (dict(data_facts(a_run(), each).facts) for each in (twin, log))

    assert [value for name, value in named.items() if "begin" in name] == ["29"]
    assert "Malformed records" not in named
    assert re.findall("[0-9]+", own["Records of the format orders"]) == ["971", "29"]
    assert dict(data_facts(a_run(), dataset).facts)["Malformed records"] == "29"


def test_where_every_row_has_a_second_copy_the_method_does_not_list_them() -> None:
    def copies(*outcomes: Outcome) -> str:
        return next(each for each in method(a_run(*outcomes)) if "A/A" in each)

    rows = [each for each in the_usual() if each.status is Status.OK and not each.cell.control]
    second = [replace(each, cell=replace(each.cell, control=True)) for each in rows]

    assert "`" not in copies(*rows, *second)
    assert copies(*rows, *second[:2]).count("`") == 4


def test_hashes_settings_and_lengths_of_lines_are_folded() -> None:
    facts = data_facts(a_run(), a_dataset())

    settings = dict(facts.settings)
    assert settings["SHA-256"] == "3f2a9c01" * 8
    assert settings["messages"] == "127"
    assert not settings.keys() & dict(facts.facts).keys()
    assert [each.title for each in facts.lengths] == ["Lengths of lines"]
    assert [each.title for each in facts.counts] == ["Levels", "Most frequent messages"]


def test_what_is_not_known_of_a_log_is_not_shown() -> None:
    facts = data_facts(a_run(), an_own_log())

    assert facts.counts == ()
    assert facts.hours is None
    assert facts.preview == ()
    assert dict(facts.facts)["Kind"] == "the user's own log"


def test_of_an_own_log_it_is_told_how_much_was_understood() -> None:
    log = replace(an_own_log(), records=Records(whole=4_998, malformed=2, errors=450, messages=12), utf8=False)

    named = dict(data_facts(a_run(), log).facts)

    assert (named["Well-formed records"], named["Malformed records"]) == ("4,998", "2")
    assert (named["ERROR records"], named["Distinct messages of these"]) == ("450", "12")
    assert named["UTF-8"] == "not throughout"


def test_edge_cases_that_are_carried_as_they_are_written_are_named() -> None:
    run = a_run()
    asked = replace(next(iter(run.workloads.values())), name="slow_paths", source="log")

    named = dict(data_facts(replace(run, workloads={"slow_paths": asked}), an_own_log()).facts)

    assert "slow_paths" in named["Edge cases"]
    assert "Edge cases" not in dict(data_facts(run, an_own_log()).facts)


def test_of_a_log_in_several_files_their_number_and_the_hash_of_each_are_told() -> None:
    log = replace(an_own_log(), parts=(LogPart("ab" * 32, 7, "gzip"), LogPart("cd" * 32, 7, "", "app.log")))

    facts = data_facts(a_run(), log)

    assert re.findall(r"\d+", dict(facts.facts)["Files"]) == ["2", "1"]
    assert dict(facts.settings)["SHA-256 of file 1"] == "ab" * 32
    assert dict(facts.settings)["SHA-256 of app.log"] == "cd" * 32


def test_of_packed_data_both_sizes_and_hashes_are_told() -> None:
    facts = data_facts(a_run(), a_dataset(bytes=1_000, packed=PackedFile("gzip", 100, "ef" * 32, 1.25)))

    assert [value for name, value in facts.facts if "Size" in name] == [
        "1.00 kB (1,000 bytes)",
        "100 bytes (100 bytes)",
    ]
    assert "1.25 s" in dict(facts.facts)["Unpacking"]
    older = data_facts(a_run(), a_dataset(bytes=1_000, packed=PackedFile("gzip", 100, "ef" * 32)))
    assert "Unpacking" not in dict(older.facts)
    assert {"ef" * 32, "3f2a9c01" * 8} <= set(dict(facts.settings).values())


def test_messages_beyond_what_is_counted_are_no_number() -> None:
    log = replace(an_own_log(), records=Records(whole=9, malformed=0, errors=9, messages=None))

    assert dict(data_facts(a_run(), log).facts)["Distinct messages of these"] == "more than are counted"


def test_lengths_are_sorted_as_numbers() -> None:
    facts = data_facts(a_run(), a_dataset(truth={"lengths": {"112": 5, "16": 1, "96": 9}}))

    (lengths,) = facts.lengths
    assert [row.name for row in lengths.rows] == ["up to 16 bytes", "up to 96 bytes", "up to 112 bytes"]


def test_only_the_most_frequent_messages_are_shown() -> None:
    facts = data_facts(a_run(), a_dataset(truth={"errors": {f"message {number}": number for number in range(200)}}))

    (messages,) = facts.counts
    assert len(messages.rows) == 10
    assert messages.rows[0].name == "message 199"


def test_a_log_without_errors_or_hours_is_shown() -> None:
    facts = data_facts(
        a_run(), a_dataset(truth={"levels": {"INFO": 3}, "errors": {}, "hours": [0] * 24, "malformed": 0})
    )

    assert [each.title for each in facts.counts] == ["Levels"]
    assert facts.hours is None


def test_what_the_platform_does_not_tell_is_not_available() -> None:
    facts = dict(machine_facts(replace(a_run(), machine=a_machine(processor=None, governor=None, turbo=None))))

    assert facts["Processor"] == facts["Turbo"] == "not available"


def test_each_build_of_python_is_described() -> None:
    known = Build(variants=("freethreaded", "jit"), compiler="GCC 12.2.0", options=("-O3",), allocator="mimalloc")

    facts = dict(machine_facts(replace(a_run(), builds={"3.14.0+freethreaded+jit": known, "3.11.7": Build()})))

    assert facts["Build of Python 3.11.7"] == "not available"
    assert facts["Build of Python 3.14.0+freethreaded+jit"].split(", ")[:3] == ["GCC 12.2.0", "-O3", "mimalloc"]
    assert len(facts["Build of Python 3.14.0+freethreaded+jit"].split(", ")) == 5


def test_the_commands_leave_out_where_the_result_went() -> None:
    run = a_run()
    plan = replace(run.plan, arguments=("--lines", "5M", "--out", "somewhere", "--seed", "7"))

    first = commands(replace(run, plan=plan))[0].line

    assert first == "nox -s bench -- --lines 5M --seed 7"


def test_what_a_report_does_not_hold_is_asked_for_in_its_command() -> None:
    run = a_run()
    item = replace(run.implementations[0], origin="my folder")
    foreign = replace(run, implementations=(item,), data={"own": an_own_log()})

    assert commands(run)[2].line == "nox -s bench -- --again report.html"
    assert commands(foreign)[2].line == "nox -s bench -- --again report.html --log FILE --impls 'DIR/my folder'"


def test_no_command_has_a_path_that_a_report_cannot_know_and_what_stands_for_it_is_explained() -> None:
    run = a_run()
    item = replace(run.implementations[0], origin="mine")
    given = ("--impls", "mine", "--format=mine.toml", "--impls=mine", "--lines", "5M")
    foreign = replace(run, implementations=(item,), plan=replace(run.plan, arguments=given), files={"a" * 64: "pass"})

    lines = [each.line for each in commands(foreign)]

    assert lines[0] == "nox -s bench -- --impls DIR/mine --format=DIR/mine.toml --impls=DIR/mine --lines 5M"
    assert lines[-1].endswith("--again report.html --show-sources NEW")
    said = placeholders(foreign, lines)
    assert ("DIR" in said, "`mine` and `mine.toml`" in said, "FILE" in said) == (True, True, False)
    assert placeholders(run, [each.line for each in commands(run)]) == ""
    assert "FILE" in placeholders(run, ["nox -s bench -- --log=FILE"])


def test_data_that_is_generated_a_log_and_a_log_with_its_twin_come_back_in_ways_of_their_own() -> None:
    generated, log = a_run(), replace(a_run(), data={"own": an_own_log()})

    purposes = [commands(run)[0].purpose for run in (generated, log, replace(log, profile="{}"))]

    assert [[word in purpose for word in ("Generate", "same log", "twin")] for purpose in purposes] == [
        [True, False, False],
        [False, True, False],
        [False, True, True],
    ]


def test_a_run_that_repeats_another_says_which_and_what_was_found() -> None:
    figures = (
        RepeatedFigure("mine", "memory", "9 MiB", "9 MiB", within=True, tolerance="0.25 MiB"),
        RepeatedFigure("mine", "time", "1 to 2", "3 to 4", within=False),
    )
    older = Repetition(run_id="2026-a", started="2026-11-20T09:00", sha256="ab", figures=figures, embedded=("w/mine",))

    found = show_repeated(replace(a_run(), repeats=older))

    assert found is not None
    assert found.older.startswith("Run 2026-a of 2026-11-20")
    assert found.finding.startswith("Not reproduced: 1 of 2 figures ")
    assert [row[-2:] for row in found.figures.rows] == [("not within", ""), ("within", "0.25 MiB")]
    assert "w/mine" in found.remarks[-1]
    assert show_repeated(a_run()) is None


def test_a_run_without_arguments_is_the_default_run() -> None:
    run = a_run()

    assert commands(replace(run, plan=replace(run.plan, arguments=())))[0].line == "nox -s bench"


@pytest.mark.parametrize("given", [("--log=FILE", "--twin"), ("--log", "FILE", "--twin")])
def test_what_measured_a_twin_again_without_its_log_has_no_command_that_asks_for_one(given: tuple[str, ...]) -> None:
    run = replace(a_run(profile="{}"), plan=replace(a_run().plan, arguments=given))
    log = an_own_log()

    assert [each.line for each in commands(run)] == ["nox -s bench -- --again report.html"]
    assert len(commands(replace(run, data={**run.data, log.id: log}))) == 3


def test_a_format_of_the_users_own_is_asked_for_in_the_command_where_it_decides_what_is_written() -> None:
    def asked(*arguments: str, written_for: str = "mine") -> str:
        run = a_run()
        workload = replace(run.workloads["error_counts"], written_for=written_for)
        log = an_own_log()
        plan = replace(run.plan, arguments=arguments)
        return commands(replace(run, workloads={"error_counts": workload}, plan=plan, data={log.id: log}))[2].line

    assert asked("--log", "FILE", "--format", "mine.toml").endswith("--log FILE --format DIR/mine.toml")
    assert asked("--format=mine.toml").endswith("--log FILE --format DIR/mine.toml")
    assert asked("--format", "log4j").endswith("--log FILE")
    assert asked("--format", "mine.toml", written_for="").endswith("--log FILE")


def test_only_what_can_be_a_commit_stands_in_a_command() -> None:
    lines = [
        [each.line for each in commands(a_run(checkout=Checkout(commit=commit))) if each.line.startswith("git")]
        for commit in ("a" * 40, "--orphan x", "main; true")
    ]

    assert lines == [[f"git checkout {'a' * 40}"], [], []]


def test_the_code_that_was_measured_has_a_command_and_a_commit_of_its_own() -> None:
    run = a_run(an_outcome(cell=replace(a_cell("x"), origin="my code")))
    known = replace(run, checkout=Checkout(commit="a" * 40), repositories={"my code": Checkout(commit="b" * 40)})

    lines = [each.line for each in commands(known) if each.line.startswith("git")]

    assert lines == [f"git checkout {'a' * 40}", f"git -C 'DIR/my code' checkout {'b' * 40}"]
    assert describe_measured(known) == f"Measured at commit {'b' * 40} on 2026-11-22"


def test_of_a_log_it_is_said_how_much_has_the_form_that_is_read() -> None:
    coverage = {"combined_log": Coverage(1, 13), "web_log": Coverage(14, 0)}
    log = replace(an_own_log(), records=Records(whole=14, malformed=0, errors=9, messages=1), coverage=coverage)

    named = dict(data_facts(a_run(), log).facts)

    assert named["Lines of the form combined_log"].startswith("1 of 14; 13 of 14 ")
    assert named["Lines of the form web_log"] == "all 14"
    assert "Malformed records" not in named


@pytest.mark.parametrize("status", [Status.TIMEOUT, Status.MEMORY_LIMIT, Status.CRASH])
def test_the_method_says_how_many_rows_broke_a_limit(status: Status) -> None:
    swept = replace(a_failure(status=status), cell=replace(a_failure().cell, data="fewer lines"))
    (said,) = set(method(a_run(*the_usual(), a_failure(status=status), swept))) - set(method(a_run())) or {""}

    assert ("1 row" in said) is (status is not Status.CRASH)


def test_every_guard_that_a_run_may_have_is_explained() -> None:
    names = (process_guards.CHANGED, process_guards.VIEW, process_guards.KERNEL)
    page = view(replace(a_run(), guards=tuple(map(Guard, names))))

    assert [name for name, _ in page.explained] == list(names)
    assert all(text for _, text in page.explained)


def test_other_sizes_grow_and_one_that_was_written_twice_says_so() -> None:
    recipe = a_dataset().recipe
    assert recipe is not None
    sizes = [a_dataset(id=f"d-{lines}", lines=lines, recipe=replace(recipe, lines=lines)) for lines in (1_000, 200, 50)]
    twice = a_dataset(id="d-50-x", lines=100, recipe=replace(recipe, lines=50))

    assert [row[1] for row in other_data([*sizes, twice]).rows] == ["50", "100 (50 twice)", "200", "1,000"]
