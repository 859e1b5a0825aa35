"""Every fault that an implementation may have, in three runs of the whole harness, each beside two good ones.

The three go on side by side, since one of them is mostly spent in waiting for what hangs.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
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
SECONDS = 3  # for what hangs
PATIENCE = 20  # for what ends by itself, however busy the machine is
MEMORY = 256 << 20
MEMORY_DISC = Path("/dev/shm")  # noqa: S108  a folder with a random name is made in it
LIMITS = ("--lines", "2k", "--rounds", "1", "--memory-limit", "256MiB")
HANGING = [name for name, (status, _) in EXPECTED.items() if status is Status.TIMEOUT]
ENDING = [name for name in EXPECTED if name not in {*HANGING, *GOOD}]
CHANGERS = ("--impls", str(HERE / "changers"), "--edge-cases", "off")  # they change what is called log.measured alone
WAITING = (*HANGING, *ENDING[::8])  # about as long as each half of the others
BUSY = [name for name in ENDING if name not in WAITING]
THIRDS = {"waiting": WAITING, "even": BUSY[::2], "odd": BUSY[1::2]}


@pytest.fixture(scope="module")
def thirds(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, EndedCommand]:
    """Run all thirds, and return how each ended."""
    folders = {third: tmp_path_factory.mktemp(third) for third in THIRDS}
    with ThreadPoolExecutor(len(THIRDS)) as together:
        return dict(zip(THIRDS, together.map(_run, folders.values(), THIRDS.values()), strict=True))


def _run(folder: Path, names: Sequence[str]) -> EndedCommand:
    chosen = []
    for name in FOLDERS:  # a copy, since one of them edits itself
        shutil.copytree(HERE / name, folder / name)
        chosen += ["--impls", str(folder / name)]
        here = [each for each in (*GOOD, *names) if (folder / name / f"{each}.py").exists()]
        chosen += [word for each in here for word in ("--impl", f"{each}@{name}")]
    seconds = PATIENCE if set(names).isdisjoint(HANGING) else SECONDS
    return harness(folder, *LIMITS, "--timeout", f"{seconds}s", *chosen, "--baseline", "good_whole_read")


def _of(thirds: Mapping[str, EndedCommand], name: str) -> EndedCommand:
    """Return the run that has the row of a fault; all have those of good ones."""
    return next(thirds[third] for third, names in THIRDS.items() if name in (*GOOD, *names))


in_thirds = pytest.mark.parametrize("third", THIRDS)


def test_every_fault_module_has_its_expectation() -> None:
    modules = {path.stem for name in FOLDERS for path in (HERE / name).glob("*.py")}

    assert modules == EXPECTED.keys()
    assert len(modules - set(GOOD)) >= 41


@pytest.mark.measuring
@pytest.mark.parametrize("name", EXPECTED)
def test_a_fault_leads_to_its_status_and_says_why(thirds: Mapping[str, EndedCommand], name: str) -> None:
    status, words = expected(name)

    _lead_to(_of(thirds, name).row(name), status, words)


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> EndedCommand:
    """Run what the private view prevents on a machine that refuses it."""
    folder = tmp_path_factory.mktemp("unseen")
    shutil.copytree(HERE / "modules", folder / "modules")
    rows = [word for name in (*IN_VIEW, GOOD[0]) for word in ("--impl", f"{name}@modules")]
    chosen = ("--timeout", f"{PATIENCE}s", "--impls", str(folder / "modules"), *rows)
    return harness(folder, *LIMITS, *chosen, "--baseline", GOOD[0], **refused())


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
    thirds: Mapping[str, EndedCommand], name: str, tmp_path: Path
) -> None:
    def longest(ended: EndedCommand) -> float:
        return max(sample.values["process_seconds"].value for sample in ended.row(name).samples)

    assert SECONDS <= _seconds(longest, SECONDS + 1, _of(thirds, name), [name], tmp_path) <= SECONDS + 1


def _seconds(
    of: Callable[[EndedCommand], float], most: float, ended: EndedCommand, names: Sequence[str], folder: Path
) -> float:
    """Return the seconds of something in a run; where they are too many and it was disturbed, in a run alone."""
    if ended.disturbed and of(ended) > most:
        for number, attempt in enumerate(attempts()):
            with attempt:
                ended = _run(folder / str(number), names)
                assert of(ended) <= most
    return of(ended)


@pytest.mark.measuring
def test_a_fault_that_grows_is_ended_near_its_limit(thirds: Mapping[str, EndedCommand]) -> None:
    (peak,) = [sample.values["peak"].value for sample in _of(thirds, "grows_for_ever").row("grows_for_ever").samples]

    assert MEMORY <= peak <= MEMORY + (64 << 20)


@pytest.mark.measuring
def test_the_good_rows_have_one_answer_and_no_caution(thirds: Mapping[str, EndedCommand]) -> None:
    rows = [ended.row(name) for ended in thirds.values() for name in GOOD]

    answers = {(sample.variant, sample.answer) for row in rows for sample in row.samples if sample.answer}
    assert len(answers) == len({variant for variant, _ in answers})
    assert [row.notes for row in rows] == [()] * len(rows)
    assert [list(row_cautions.of_row(row)) for row in rows] == [[]] * len(rows)


@pytest.mark.measuring
@in_thirds
def test_no_process_and_no_temporary_file_is_left(thirds: Mapping[str, EndedCommand], third: str) -> None:
    assert thirds[third].processes == []
    assert thirds[third].files == []


@pytest.mark.measuring
@in_thirds
def test_a_run_ends_with_3_and_within_the_sum_of_its_limits(
    thirds: Mapping[str, EndedCommand], third: str, tmp_path: Path
) -> None:
    names, ended = THIRDS[third], thirds[third]
    most = len(names) * SECONDS * 1.1  # though some have longer

    assert ended.code == 3
    assert _seconds(lambda run: run.seconds, most, ended, names, tmp_path) <= most


@pytest.mark.measuring
@pytest.mark.parametrize(
    ("third", "form"), [*zip([*THIRDS, *THIRDS], ["html", "md", "csv", "json", "svg"], strict=False)]
)
def test_the_report_of_so_many_faults_is_drawn(
    thirds: Mapping[str, EndedCommand], tmp_path: Path, third: str, form: str
) -> None:
    drawn = tmp_path / f"report.{form}"

    assert reports.main([form, str(thirds[third].result), "--out", str(drawn)]) == 0
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
