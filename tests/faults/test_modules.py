"""Every fault that an implementation may have, in one run of the whole harness, beside two good ones."""

import shutil
import tempfile
from pathlib import Path

import pytest

from bench.cautions import rows as row_cautions
from bench.model import Outcome, Status
from reports import cli as reports
from tests.faults.expectations import EXPECTED, GOOD, IN_VIEW, expected
from tests.faults.running import HERE, Ended, harness
from tests.started import refused

FOLDERS = ("modules", "unreadable")
SECONDS = 3
MEMORY = 256 << 20
MEMORY_DISC = Path("/dev/shm")  # noqa: S108  a folder with a random name is made in it
LIMITS = ("--lines", "2k", "--rounds", "1", "--timeout", f"{SECONDS}s", "--memory-limit", "256MiB")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    folder = tmp_path_factory.mktemp("faulty")
    for name in FOLDERS:  # a copy, since one of them edits itself
        shutil.copytree(HERE / name, folder / name)
    chosen = [word for name in FOLDERS for word in ("--impls", str(folder / name), "--impl", f"*@{name}")]
    return harness(folder, *LIMITS, *chosen, "--baseline", "good_whole_read")


def test_every_fault_module_has_its_expectation() -> None:
    modules = {path.stem for name in FOLDERS for path in (HERE / name).glob("*.py")}

    assert modules == EXPECTED.keys()
    assert len(modules - set(GOOD)) >= 41


@pytest.mark.measuring
@pytest.mark.parametrize("name", EXPECTED)
def test_a_fault_leads_to_its_status_and_says_why(faulty: Ended, name: str) -> None:
    status, words = expected(name)

    _lead_to(faulty.row(name), status, words)


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """Run what the private view prevents on a machine that refuses it."""
    folder = tmp_path_factory.mktemp("unseen")
    shutil.copytree(HERE / "modules", folder / "modules")
    rows = [word for name in (*IN_VIEW, GOOD[0]) for word in ("--impl", f"{name}@modules")]
    return harness(folder, *LIMITS, "--impls", str(folder / "modules"), *rows, "--baseline", GOOD[0], **refused())


@pytest.mark.measuring
@pytest.mark.parametrize("name", IN_VIEW)
def test_where_the_private_view_is_refused_it_leads_to_its_status_too(unseen: Ended, name: str) -> None:
    _lead_to(unseen.row(name), *EXPECTED[name])


def _lead_to(row: Outcome, status: Status, words: tuple[str, ...]) -> None:
    assert row.status is status, row.reason
    told = "\n".join([row.reason, *row.notes])
    assert [each for each in words if each not in told] == [], told
    assert bool(row.reason) == (status is not Status.OK)


@pytest.mark.measuring
@pytest.mark.parametrize("name", [name for name, (status, _) in EXPECTED.items() if status is Status.TIMEOUT])
def test_a_fault_that_hangs_is_ended_within_a_second_of_its_limit(faulty: Ended, name: str) -> None:
    seconds = [sample.values["process_seconds"].value for sample in faulty.row(name).samples]

    assert SECONDS <= max(seconds) <= SECONDS + 1


@pytest.mark.measuring
def test_a_fault_that_grows_is_ended_near_its_limit(faulty: Ended) -> None:
    (peak,) = [sample.values["peak"].value for sample in faulty.row("grows_for_ever").samples]

    assert MEMORY <= peak <= MEMORY + (64 << 20)


@pytest.mark.measuring
def test_the_good_rows_have_one_answer_and_no_caution(faulty: Ended) -> None:
    rows = [faulty.row(name) for name in GOOD]

    answers = {(sample.variant, sample.answer) for row in rows for sample in row.samples if sample.answer}
    assert len(answers) == len({variant for variant, _ in answers})
    assert [row.notes for row in rows] == [(), ()]
    assert [list(row_cautions.of_row(row)) for row in rows] == [[], []]


@pytest.mark.measuring
def test_no_process_and_no_temporary_file_is_left(faulty: Ended) -> None:
    assert faulty.processes == []
    assert faulty.files == []


@pytest.mark.measuring
def test_the_run_ends_with_3_and_within_the_sum_of_its_limits(faulty: Ended) -> None:
    assert faulty.code == 3
    assert faulty.seconds <= len(EXPECTED) * SECONDS * 1.1


@pytest.mark.measuring
@pytest.mark.parametrize("form", ["html", "md", "csv", "json", "svg"])
def test_the_report_of_so_many_faults_is_drawn(faulty: Ended, tmp_path: Path, form: str) -> None:
    drawn = tmp_path / f"report.{form}"

    assert reports.main([form, str(faulty.result), "--out", str(drawn)]) == 0
    assert "good_by_line" in drawn.read_text()


@pytest.mark.measuring
@pytest.mark.parametrize("changer", ["appends", "deletes", "truncates", "rewrites_unseen"])
def test_who_writes_to_the_measured_data_ends_the_run_and_is_named(tmp_path: Path, changer: str) -> None:
    log = tmp_path / "log.measured"
    log.write_text("one two\nthree\n" * 100)
    rows = [word for name in ("a_first_row", changer, "z_last_row") for word in ("--impl", f"{name}@changers")]

    ended = harness(tmp_path, "--log", str(log), "--impls", str(HERE / "changers"), *rows, **refused())

    assert ended.code == 3
    assert f"{changer}@changers wrote to the data, so the run ends here." in ended.out + ended.err
    assert ended.row(changer).status is Status.SUSPECT
    assert "It wrote to the data." in ended.row(changer).reason
    assert {ended.row(name).status for name in ("a_first_row", "z_last_row")} == {Status.SKIPPED}
    assert (ended.files, ended.processes) == ([], [])


@pytest.mark.measuring
@pytest.mark.usefixtures("_in_view")
def test_in_a_private_view_nobody_writes_to_the_measured_data_and_the_others_are_measured(tmp_path: Path) -> None:
    log = tmp_path / "log.measured"
    log.write_text("one two\nthree\n" * 100)
    changers = ("appends", "deletes", "truncates", "rewrites_unseen", "writes_through_a_map")
    good = ("a_first_row", "z_last_row")
    rows = [word for name in (*good, *changers) for word in ("--impl", f"{name}@changers")]

    ended = harness(tmp_path, "--log", str(log), "--impls", str(HERE / "changers"), *rows)

    assert {ended.row(name).status for name in changers} == {Status.ERROR}
    assert {ended.row(name).status for name in good} == {Status.OK}
    assert log.read_text() == "one two\nthree\n" * 100
    assert (ended.files, ended.processes) == ([], [])


@pytest.mark.measuring
@pytest.mark.skipif(not MEMORY_DISC.is_dir(), reason="only a disc in memory keeps the time of a change to itself")
def test_data_that_changed_unseen_makes_every_row_on_it_suspect(tmp_path: Path) -> None:
    names = ("a_first_row", "writes_through_a_map", "z_last_row")
    rows = [word for name in names for word in ("--impl", f"{name}@changers")]
    with tempfile.TemporaryDirectory(dir=MEMORY_DISC) as folder:
        log = Path(folder, "log.measured")
        log.write_text("one two\nthree\n" * 100)

        surroundings = refused() | {"LEANLINES_CACHE": str(Path(folder, "cache"))}  # a run measures a copy in there
        ended = harness(tmp_path, "--log", str(log), "--impls", str(HERE / "changers"), *rows, **surroundings)

    assert ended.code == 3
    assert {ended.row(name).status for name in names} == {Status.SUSPECT}
    assert "has another content than the one measured" in ended.row("z_last_row").reason
