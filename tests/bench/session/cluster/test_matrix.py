from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from unittest import mock

import msgspec
import pyperf
import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.machines.blocks import machine_sections
from bench.analysis.sections import times
from bench.host import git
from bench.model.errors import ResultError, UsageError
from bench.model.paths import CHECKOUT
from bench.model.request import Request
from bench.model.types import Checkout, Run, Status
from bench.results import outcomes, result_file
from bench.results.journal import JournalEntry
from bench.session.cluster import matrix
from bench.session.cluster.folder import MatrixFolder
from bench.session.cluster.messages import MatrixRequest, UnitAnswer, UnitTask
from bench.session.cluster.schedule import SectionBlock
from tests.bench.builders import DATA, MACHINE, TIMED, a_cell, a_row_of, a_run, on_python, timed
from tests.bench.machines import one_machine
from tests.bench.session.cluster.blocks import a_matrix, answers

OLD, NEW = "3.11.7", "3.13.0"
OF_LOGS = {"log", "format", "profile", "twin", "keep", "extent", "empty_answer", "show_data"}


def keep(folder: MatrixFolder, section: int, kernel: str, found: Sequence[UnitAnswer]) -> list[tuple[bool, str]]:
    keeper = matrix.MatrixKeeper(folder, lambda _: None, lambda _: None)
    block = SectionBlock(section, kernel)
    return [keeper.keep(block, msgspec.json.encode(each).decode()) for each in found]


def a_folder(path: Path, *pythons: str, machines: int = 1) -> MatrixFolder:
    folder = MatrixFolder(path, a_matrix(*pythons, machines=machines))
    folder.write()
    return folder


def concluded(folder: MatrixFolder, *, is_whole: bool = True) -> Run:
    """Return the result as its reader finds it, which holds it to itself."""
    assert matrix.conclude(folder, is_whole=is_whole)
    return result_file.read(folder.path)


def test_sections_of_different_machines_are_one_result_in_which_each_is_what_its_machine_measured(
    tmp_path: Path,
) -> None:
    first, second = a_run(), on_python(NEW, a_run(machine=replace(MACHINE, cores=8)))
    folder = a_folder(tmp_path, OLD, NEW)
    assert keep(folder, 1, "k2", answers(second))[-1] == (True, "")
    keep(folder, 0, "k1", answers(first))

    run = concluded(folder)

    assert (run.format, [each.cores for each in run.pooled.values()]) == (2, [8, 2])  # in the order of first samples
    assert [row.cell.interpreter for row in run.outcomes] == [OLD] * 4 + [NEW] * 4
    assert {row.status for row in run.outcomes} == {Status.OK}
    assert run.ended
    alone = [list(times(row).values()) for part in (first, second) for row in part.outcomes]
    assert [list(times(row).values()) for row in Analysis(run).run.outcomes] == alone
    blocks = [block for each in machine_sections(run) for block in each.blocks]
    assert {block.section.interpreter: block.name for block in blocks} == {
        OLD: "machine-2",
        NEW: "machine-1",
    }


def test_what_one_machine_measured_of_all_sections_is_a_result_of_one_machine(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, OLD, NEW)
    keep(folder, 0, "k1", answers(a_run()))
    keep(folder, 1, "k1", answers(on_python(NEW, a_run())))

    run = concluded(folder)

    assert (run.format, len(run.pooled), len(run.outcomes), run.plan.run_id) == (1, 0, 8, "the-run")


@pytest.mark.parametrize(("kernels", "ends"), [("k", ["python-3.11.7"]), ("kl", ["machine-1", "machine-2"])])
def test_pyperf_finds_the_timings_of_every_machine_and_never_two_machines_under_one_name(
    kernels: str, ends: list[str], tmp_path: Path
) -> None:
    folder = a_folder(tmp_path, OLD, machines=len(kernels))
    for kernel in kernels:
        (first,) = answers(a_run(a_row_of(*timed(a_cell("one"), [1.0]))))
        timings = tuple(JournalEntry(entry.sample, TIMED) for entry in first.entries)
        keep(folder, 0, kernel, [msgspec.structs.replace(first, entries=timings)])
    concluded(folder)

    suite = pyperf.BenchmarkSuite.load(str(tmp_path / "pyperf.json"))

    assert [each.get_name().rpartition(" ")[2] for each in suite.get_benchmarks()] == ends
    assert [each.get_nrun() for each in suite.get_benchmarks()] == [1] * len(kernels)


def test_a_section_on_several_machines_is_pooled_by_machine(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, OLD, machines=3)
    for number in (1, 2, 3):
        keep(folder, 0, f"k{number}", answers(one_machine(number)))

    (section,) = machine_sections(concluded(folder))

    assert [block.rounds for block in section.blocks] == [8, 8, 8]
    assert all(each.together for each in section.verdicts(section.cells[1]))


def test_what_a_lost_machine_measured_stays_and_the_figures_shown_are_those_of_the_whole_block(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, OLD)
    keep(folder, 0, "k1", answers(one_machine(1))[:5])
    keep(folder, 0, "k2", answers(one_machine(2)))

    run = concluded(folder)

    assert {sample.machine for row in run.outcomes for sample in row.samples} == {"machine-1", "machine-2"}
    assert {sample.machine for row in Analysis(run).run.outcomes for sample in row.samples} == {"machine-2"}


def test_after_every_unit_the_disk_has_all_that_a_resumed_run_goes_on_with(tmp_path: Path) -> None:
    units = answers(one_machine(1))
    folder = a_folder(tmp_path, OLD)
    for number, unit in enumerate(units[:-1], 1):
        keep(folder, 0, "k1", [unit])

        found = MatrixFolder.read(tmp_path)
        task = msgspec.json.decode(
            matrix.MatrixKeeper(found, print, print).message(SectionBlock(0, "k1")), type=UnitTask
        )
        assert task.entries == tuple(entry for each in units[:number] for entry in each.entries)
        assert task.begun.plan == units[0].begun.plan
        assert [each.is_ended for each in found.blocks()] == [False]

    unended = concluded(MatrixFolder.read(tmp_path), is_whole=False)
    assert not unended.ended
    keep(MatrixFolder.read(tmp_path), 0, "k1", units[-1:])
    assert concluded(MatrixFolder.read(tmp_path)).ended
    assert [each.is_ended for each in MatrixFolder.read(tmp_path).blocks()] == [True]


def test_a_machine_whose_data_has_other_bytes_is_refused_before_anything_of_it_is_kept(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, OLD, NEW)
    keep(folder, 0, "k1", answers(a_run())[:1])
    other = on_python(NEW, a_run(data=replace(DATA, sha256="f" * 64)))

    ((is_ended, problem),) = keep(folder, 1, "k2", answers(other)[:1])

    assert not is_ended
    assert "differs" in problem
    assert [machine for machine, _ in folder.runs()] == ["machine-1"]


def test_neither_a_problem_nor_nothing_at_all_makes_a_result(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, OLD)

    assert keep(folder, 0, "k1", [UnitAnswer(problem="The disk is full.")]) == [(False, "The disk is full.")]
    assert matrix.conclude(folder, is_whole=False) is None


@pytest.mark.parametrize("later", [Checkout(commit="a" * 40), Checkout(commit="b" * 40), None])
def test_a_result_names_the_commit_whose_code_all_machines_ran(
    later: Checkout | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    began = Checkout(commit="a" * 40)
    monkeypatch.setattr(git, "of", lambda: began)
    planned = matrix.plan(Request(workloads=("error_counts",), pythons=(OLD,)), 1)
    MatrixFolder(tmp_path, planned).write()
    monkeypatch.setattr(git, "of", lambda: later)

    folder = MatrixFolder(tmp_path, matrix.resumed(tmp_path))
    keep(folder, 0, "k1", answers(a_run()))

    assert concluded(folder).checkout == (began if later == began else None)


def test_the_folder_of_another_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultError):
        MatrixFolder.read(tmp_path)


def test_a_request_has_a_section_for_each_workload_and_python_and_nothing_is_made_for_it(tmp_path: Path) -> None:
    request = Request(workloads=("error_counts", "countdown"), pythons=("3.11", "9.9"), out=tmp_path)

    planned = matrix.plan(request, 1)

    assert [each.name for each in planned.sections] == [
        f"{workload}, Python {python}" for workload in ("error_counts", "countdown") for python in ("3.11", "9.9")
    ]
    assert planned.request_of(1).request() == Request(workloads=("error_counts",), pythons=("9.9",))
    assert list(tmp_path.iterdir()) == []


def test_a_section_gets_the_patterns_that_mean_something_in_its_workload() -> None:
    names = ("readlines_objects", "countdown/r*_object", "generator*")

    planned = matrix.plan(Request(workloads=("error_counts", "countdown"), patterns=names), 1)

    patterns = [planned.request_of(section).patterns for section in (0, 1)]
    assert patterns == [("readlines_objects", "generator*"), ("countdown/r*_object", "generator*")]


def test_every_part_of_a_request_goes_to_the_machines_or_is_of_no_use_there() -> None:
    refused = {"earlier", "before", "budget", "again", *OF_LOGS}
    of_this_machine = {"sizes_of", "out", "resume", "only", "repeated"}

    assert {each.name for each in fields(Request)} - set(MatrixRequest.__struct_fields__) == refused | of_this_machine
    asked = Request(cold=True, timeline=True, seconds_by_line=True, count_allocations=True)
    assert MatrixRequest.of(asked).request() == asked


def mine(folder: Path, *names: str) -> Path:
    """Return a folder of implementations of `error_counts`, each of which is right."""
    (folder / "mine").mkdir()
    for name in names:
        (folder / "mine" / f"{name}.py").write_text((CHECKOUT / "impls/error_counts/generator_chain.py").read_text())
    return folder / "mine"


def test_a_folder_outside_the_checkout_is_found_on_every_machine_where_the_code_is_unpacked(tmp_path: Path) -> None:
    request = Request(workloads=("error_counts",), patterns=("one@mine",), folders=(mine(tmp_path, "one"),))

    there = matrix.plan(request, 1).request_of(0).request()

    assert there.folders == (CHECKOUT / "given" / "mine",)
    assert (there.workloads, there.patterns) == (("error_counts",), ("one@mine",))


@pytest.mark.parametrize("patterns", [(), ("linked",)])
def test_what_would_not_reach_the_machines_is_refused_by_name(patterns: tuple[str, ...], tmp_path: Path) -> None:
    folder = mine(tmp_path, "one")
    (folder / "linked.py").symlink_to(folder / "one.py")

    with pytest.raises(UsageError, match=r"linked\.py is not sent"):
        matrix.plan(Request(workloads=("error_counts",), patterns=patterns, folders=(folder,)), 1)
    (folder / "linked.py").unlink()
    (folder / "one.py").rename(tmp_path / "one.py")
    with pytest.raises(UsageError, match="mine holds nothing"):
        matrix.plan(Request(workloads=("error_counts",), folders=(folder,)), 1)


def test_a_run_with_a_folder_is_resumed_with_it_alone_and_names_its_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = Checkout(commit="c" * 40)
    monkeypatch.setattr(git, "of_part", lambda _: began)
    request = Request(workloads=("error_counts",), folders=(mine(tmp_path, "one"),), pythons=(OLD,))
    MatrixFolder(tmp_path, matrix.plan(request, 1)).write()

    for folders in ((), (*request.folders, tmp_path)):
        with pytest.raises(UsageError, match="--impls mine"):
            matrix.resumed(tmp_path, folders)
    assert matrix.resumed(tmp_path, request.folders).repositories == {"mine": began}
    monkeypatch.setattr(git, "of_part", lambda _: Checkout(commit="d" * 40))
    assert matrix.resumed(tmp_path, request.folders).repositories == {}


def test_a_result_names_the_commits_of_the_folders_that_machines_measured(tmp_path: Path) -> None:
    commits = {"mine": Checkout(commit="c" * 40)}
    folder = MatrixFolder(tmp_path, msgspec.structs.replace(a_matrix(OLD), repositories=commits))
    keep(folder, 0, "k1", answers(a_run()))

    assert concluded(folder).repositories == commits


def test_a_kill_between_the_first_samples_and_their_result_loses_and_doubles_nothing(tmp_path: Path) -> None:
    folder, units = a_folder(tmp_path, OLD), answers(a_run())
    with mock.patch.object(outcomes, "conclude_run", side_effect=SystemExit), pytest.raises(SystemExit):
        keep(folder, 0, "k1", units[:1])

    resumed = MatrixFolder.read(tmp_path)
    block = resumed.block(0, "k1")
    assert block
    assert [entry.sample for entry in block.entries] == [entry.sample for entry in units[0].entries]
    keep(resumed, 0, "k1", units[1:])

    samples = [[len(row.samples) for row in run.outcomes] for run in (concluded(resumed), a_run())]
    assert samples[0] == samples[1]
