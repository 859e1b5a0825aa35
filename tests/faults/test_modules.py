"""Every fault that an implementation may have, in two runs of the whole harness, each beside two good ones.

The two go on side by side, since one of them is mostly spent in waiting for what hangs.
"""

import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.analysis.cautions import of_row as row_cautions
from bench.model.types import Outcome, Status
from reports import cli as reports
from tests.faults.expectations import EXPECTED, GOOD, IN_VIEW, expected
from tests.faults.running import HERE, EndedCommand, harness
from tests.stalls import attempts
from tests.started import refused, without_traces

FOLDERS = ("modules", "unreadable")
SECONDS = 3
MEMORY = 256 << 20
MEMORY_DISC = Path("/dev/shm")  # noqa: S108  a folder with a random name is made in it
LIMITS = ("--lines", "2k", "--rounds", "1", "--timeout", f"{SECONDS}s", "--memory-limit", "256MiB")
HANGING = [name for name, (status, _) in EXPECTED.items() if status is Status.TIMEOUT]
ENDING = [name for name in EXPECTED if name not in {*HANGING, *GOOD}]
SLOW = (*HANGING, *ENDING[::4])  # as much as the others, at three seconds for what hangs
CHANGERS = ("--impls", str(HERE / "changers"), "--edge-cases", "off")  # they change what is called log.measured alone
HALVES = {"slow": SLOW, "quick": [name for name in ENDING if name not in SLOW]}


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, EndedCommand]:
    """Run both halves, and return how each ended."""
    folders = {half: tmp_path_factory.mktemp(half) for half in HALVES}
    with ThreadPoolExecutor(len(HALVES)) as together:
        return dict(zip(HALVES, together.map(_run, folders.values(), HALVES.values()), strict=True))


def _run(folder: Path, names: list[str]) -> EndedCommand:
    chosen = []
    for name in FOLDERS:  # a copy, since one of them edits itself
        shutil.copytree(HERE / name, folder / name)
        chosen += ["--impls", str(folder / name)]
        here = [each for each in (*GOOD, *names) if (folder / name / f"{each}.py").exists()]
        chosen += [word for each in here for word in ("--impl", f"{each}@{name}")]
    return harness(folder, *LIMITS, *chosen, "--baseline", "good_whole_read")


def _of(halves: Mapping[str, EndedCommand], name: str) -> Outcome:
    """Return the row of a fault."""
    return halves["slow" if name in SLOW else "quick"].row(name)


halved = pytest.mark.parametrize("half", HALVES)


def test_every_fault_module_has_its_expectation() -> None:
    modules = {path.stem for name in FOLDERS for path in (HERE / name).glob("*.py")}

    assert modules == EXPECTED.keys()
    assert len(modules - set(GOOD)) >= 41


@pytest.mark.measuring
@pytest.mark.parametrize("name", EXPECTED)
def test_a_fault_leads_to_its_status_and_says_why(halves: Mapping[str, EndedCommand], name: str) -> None:
    status, words = expected(name)

    _lead_to(_of(halves, name), status, words)


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> EndedCommand:
    """Run what the private view prevents on a machine that refuses it."""
    folder = tmp_path_factory.mktemp("unseen")
    shutil.copytree(HERE / "modules", folder / "modules")
    rows = [word for name in (*IN_VIEW, GOOD[0]) for word in ("--impl", f"{name}@modules")]
    return harness(folder, *LIMITS, "--impls", str(folder / "modules"), *rows, "--baseline", GOOD[0], **refused())


@pytest.mark.parametrize("name", [*IN_VIEW, GOOD[0]])
def test_where_the_private_view_is_refused_it_leads_to_its_status_too(unseen: EndedCommand, name: str) -> None:
    _lead_to(unseen.row(name), *EXPECTED[name])


def _lead_to(row: Outcome, status: Status, words: tuple[str, ...]) -> None:
    assert row.status is status, row.reason
    told = "\n".join([row.reason, *row.notes, *(note for sample in row.samples for note in sample.notes)])
    assert [each for each in words if each not in told] == [], told
    assert bool(row.reason) == (status is not Status.OK)


@pytest.mark.measuring
@pytest.mark.parametrize("name", HANGING)
def test_a_fault_that_hangs_is_ended_within_a_second_of_its_limit(
    halves: Mapping[str, EndedCommand], name: str, tmp_path: Path
) -> None:
    seconds = _longest(_of(halves, name))
    if halves["slow"].disturbed and seconds > SECONDS + 1:  # try it again, alone
        for number, attempt in enumerate(attempts()):
            with attempt:
                seconds = _longest(_run(tmp_path / str(number), [name]).row(name))
                assert seconds <= SECONDS + 1

    assert SECONDS <= seconds <= SECONDS + 1


def _longest(row: Outcome) -> float:
    return max(sample.values["process_seconds"].value for sample in row.samples)


@pytest.mark.measuring
def test_a_fault_that_grows_is_ended_near_its_limit(halves: Mapping[str, EndedCommand]) -> None:
    (peak,) = [sample.values["peak"].value for sample in _of(halves, "grows_for_ever").samples]

    assert MEMORY <= peak <= MEMORY + (64 << 20)


@pytest.mark.measuring
def test_the_good_rows_have_one_answer_and_no_caution(halves: Mapping[str, EndedCommand]) -> None:
    rows = [ended.row(name) for ended in halves.values() for name in GOOD]

    answers = {(sample.variant, sample.answer) for row in rows for sample in row.samples if sample.answer}
    assert len(answers) == len({variant for variant, _ in answers})
    assert [row.notes for row in rows] == [()] * 4
    assert [list(row_cautions.of_row(row)) for row in rows] == [[]] * 4


@pytest.mark.measuring
@halved
def test_no_process_and_no_temporary_file_is_left(halves: Mapping[str, EndedCommand], half: str) -> None:
    assert halves[half].processes == []
    assert halves[half].files == []


@pytest.mark.measuring
@halved
def test_a_run_ends_with_3_and_within_the_sum_of_its_limits(halves: Mapping[str, EndedCommand], half: str) -> None:
    assert halves[half].code == 3
    assert halves[half].seconds <= len(HALVES[half]) * SECONDS * 1.1


@pytest.mark.measuring
@pytest.mark.parametrize(
    ("half", "form"), [("slow", "html"), ("quick", "md"), ("slow", "csv"), ("quick", "json"), ("slow", "svg")]
)
def test_the_report_of_so_many_faults_is_drawn(
    halves: Mapping[str, EndedCommand], tmp_path: Path, half: str, form: str
) -> None:
    drawn = tmp_path / f"report.{form}"

    assert reports.main([form, str(halves[half].result), "--out", str(drawn)]) == 0
    assert "good_by_line" in drawn.read_text()


@pytest.mark.parametrize("changer", ["appends", "deletes", "truncates", "rewrites_unseen"])
def test_who_writes_to_the_measured_data_ends_the_run_and_is_named(tmp_path: Path, changer: str) -> None:
    log = tmp_path / "log.measured"
    log.write_text("one two\nthree\n" * 100)
    rows = [word for name in ("a_first_row", changer, "z_last_row") for word in ("--impl", f"{name}@changers")]

    ended = harness(tmp_path, "--rounds", "3", "--log", str(log), *CHANGERS, *rows, **refused())

    assert ended.code == 3
    assert f"{changer}@changers wrote to the data" in ended.out + ended.err
    assert ended.row(changer).status is Status.SUSPECT
    assert "wrote to the data" in ended.row(changer).reason
    assert {ended.row(name).status for name in ("a_first_row", "z_last_row")} == {Status.SKIPPED}
    assert (ended.files, ended.processes) == ([], [])


@pytest.mark.usefixtures("_in_view")
def test_in_a_private_view_nobody_writes_to_the_measured_data_and_the_others_are_measured(tmp_path: Path) -> None:
    log = tmp_path / "log.measured"
    log.write_text("one two\nthree\n" * 100)
    changers = ("appends", "deletes", "truncates", "rewrites_unseen", "writes_through_a_map")
    good = ("a_first_row", "z_last_row")
    rows = [word for name in (*good, *changers) for word in ("--impl", f"{name}@changers")]

    ended = harness(tmp_path, "--rounds", "1", "--log", str(log), *CHANGERS, *rows, **without_traces())

    assert {ended.row(name).status for name in changers} == {Status.ERROR}
    assert {ended.row(name).status for name in good} == {Status.OK}
    assert log.read_text() == "one two\nthree\n" * 100
    assert (ended.files, ended.processes) == ([], [])


@pytest.mark.skipif(not MEMORY_DISC.is_dir(), reason="only a disc in memory keeps the time of a change to itself")
def test_data_that_changed_unseen_makes_every_row_on_it_suspect(tmp_path: Path) -> None:
    names = ("a_first_row", "writes_through_a_map", "z_last_row")
    rows = [word for name in names for word in ("--impl", f"{name}@changers")]
    with tempfile.TemporaryDirectory(dir=MEMORY_DISC) as folder:
        log = Path(folder, "log.measured")
        log.write_text("one two\nthree\n" * 100)

        own = {"LEANLINES_CACHE": str(Path(folder, "cache"))}  # a run measures a copy in there
        surroundings = refused() | without_traces() | own
        ended = harness(tmp_path, "--rounds", "1", "--log", str(log), *CHANGERS, *rows, **surroundings)

    assert ended.code == 3
    assert {ended.row(name).status for name in names} == {Status.SUSPECT}
    assert "differs from " in ended.row("z_last_row").reason
