import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import msgspec
import pytest

from bench.cli import cluster
from bench.cli.app import main
from bench.cli.cluster import ClusterOrder
from bench.model.errors import PlaceError
from bench.model.paths import CHECKOUT
from bench.model.types import Cell, Status
from bench.results import result_file
from bench.session.cluster import here, matrix
from bench.session.cluster.folder import MatrixFolder
from bench.session.cluster.messages import UnitTask
from bench.session.cluster.schedule import SectionBlock
from generators.cluster.engine import NoSchedulerError, TaskAnswer
from tests.bench.builders import a_run, on_python
from tests.bench.session.cluster.blocks import a_matrix, answers
from tests.generators.cluster import real_cluster
from tests.generators.cluster.fake_engine import FakeEngine

ADDRESS = "tcp://scheduler.example:8786"
RUN = ["run", "--impl", "readlines_objects", "--python", "3.11,3.13", "--cluster", ADDRESS, "--out"]
VERSIONS = {"3.11": "3.11.7", "3.13": "3.13.0"}
UNITS = len(answers(a_run()))


def measure(message: str, _worker: str) -> TaskAnswer:
    """Answer the next unit of a section, as a machine would."""
    task = msgspec.json.decode(message, type=UnitTask)
    units = answers(on_python(VERSIONS[task.request.pythons[0]], a_run()))
    known = {(entry.sample.instrument, entry.sample.process) for entry in task.entries}
    return TaskAnswer(0, said=msgspec.json.encode(units[len(known)]).decode())


def a_cluster(monkeypatch: pytest.MonkeyPatch, *workers: str) -> FakeEngine:
    facts = {each: {here.KERNEL: f"of {each}", here.KIND: "small", here.PYTHON: "3.11.7"} for each in workers}
    engine = FakeEngine(dict.fromkeys(workers, 1), measure, facts=facts)

    @contextmanager
    def stand_in(_: ClusterOrder) -> Iterator[FakeEngine]:
        yield engine

    monkeypatch.setattr(cluster, "_engine", stand_in)
    return engine


def calls_of(folder: Path) -> set[tuple[Cell, tuple[float, ...]]]:
    return {(row.cell, sample.calls) for row in result_file.read(folder).outcomes for sample in row.samples}


def test_machines_measure_a_section_each_and_the_result_holds_no_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = a_cluster(monkeypatch, "a", "b")
    monkeypatch.setattr("sys.argv", ["bench", *RUN, str(tmp_path)])

    assert main([*RUN, str(tmp_path)]) == 0

    (folder,) = tmp_path.iterdir()
    run = result_file.read(folder)
    assert Counter(worker for _, _, worker in engine.given) == {"a": UNITS, "b": UNITS}
    assert (len(run.pooled), bool(run.ended)) == (2, True)
    assert "scheduler.example" not in "".join(path.read_text() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("outside", [[], ["mine"]])
def test_where_the_scheduler_goes_what_was_measured_is_a_result_and_the_hint_ends_it(
    outside: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [tmp_path / name for name in outside]
    for each in folders:
        each.mkdir()
        (each / "one.py").write_text("def run(path): ...\n")
    out = tmp_path / "out"
    engine = a_cluster(monkeypatch, "a", "b")

    def go(look: int) -> None:
        if look == UNITS // 2:
            raise NoSchedulerError("gone")

    engine.between = go
    assert main([*RUN, str(out), *(f"--impls={each}" for each in folders)]) == 1
    (folder,) = out.iterdir()
    kept = calls_of(folder)
    assert not result_file.read(folder).ended
    said = capsys.readouterr().err
    assert NoSchedulerError("").hint.split() == said.split("hint:")[1].split("Resume with: ")[0].split()
    again = said.split("Resume with: ")[1].split(" -m bench ")[1].split()

    resumed = a_cluster(monkeypatch, "a", "b")
    assert main(again) == 0

    assert len(engine.given) + len(resumed.given) == 2 * UNITS
    assert result_file.read(folder).ended
    assert kept < calls_of(folder)


def test_a_full_disk_of_the_client_keeps_what_was_measured_and_the_hint_resumes_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_cluster(monkeypatch, "a")
    written = [mock.DEFAULT] * 2 + [PlaceError("a cannot be written: No space left on device.", "--out")] * 2
    monkeypatch.setattr(result_file, "write", mock.Mock(wraps=result_file.write, side_effect=written))

    assert main([*RUN, str(tmp_path)]) == 1

    (folder,) = tmp_path.iterdir()
    said = capsys.readouterr().err
    assert "No space left" in said
    assert f"--resume {folder}" in said.partition("Resume with: ")[2]
    kept = MatrixFolder.read(folder)
    assert any(block.entries for number in (0, 1) if (block := kept.block(number, "of a")))


def test_an_interrupt_leaves_a_result_and_nothing_measured_leaves_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupt(look: int) -> None:
        if look == after:
            raise KeyboardInterrupt

    for after, count in ((0, 0), (2, 1)):
        a_cluster(monkeypatch, "a").between = interrupt
        assert main([*RUN, str(tmp_path / str(after))]) == 130
        assert len(list(tmp_path.glob(f"{after}/*/result.json"))) == count


def test_a_dry_run_names_machines_and_what_each_would_measure_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = a_cluster(monkeypatch, "one", "two", "three")

    assert main([*RUN, str(tmp_path / "out"), "--dry-run", "--machines", "2"]) == 0

    said = capsys.readouterr().out
    assert all(each in said for each in ("one", "two", "three", "small", "3.11.7"))
    assert said.count("error_counts, Python 3.11") == 2
    assert (engine.given, list(tmp_path.iterdir())) == ([], [])


@pytest.mark.parametrize(
    "words",
    [
        ["--cluster", ADDRESS, "--budget", "5m"],
        ["--cluster", ADDRESS, "--log", "a.log"],
        ["--cluster", ADDRESS, "--again", "report.html"],
        ["--cluster", ADDRESS, "--before", "HEAD"],
        ["--cluster", ADDRESS, "--check-budgets"],
        ["--cluster", "local:2"],
        ["--cluster", ADDRESS, "--resume", "earlier", "--seconds-by-line"],
        ["--cluster", ADDRESS, "--show-sources", "sources"],
        ["--machines", "2"],
    ],
)
def test_what_a_cluster_cannot_measure_is_a_mistake_of_usage(words: Sequence[str], tmp_path: Path) -> None:
    assert main(["run", *words, "--out", str(tmp_path / "out")]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_this_machine_is_not_resumed_on_a_cluster(tmp_path: Path) -> None:
    assert main(["run", "--resume", str(tmp_path), "--cluster", ADDRESS]) == 1
    (tmp_path / "cluster.json").write_text(json.dumps({}))
    assert main(["run", "--resume", str(tmp_path), "--cluster", ADDRESS]) == 1


@pytest.mark.parametrize("again", [[], ["--again", "report.html"]])
def test_a_run_of_a_cluster_is_not_resumed_on_this_machine_which_would_measure_it_anew(
    again: Sequence[str], tmp_path: Path
) -> None:
    folder = MatrixFolder(tmp_path, a_matrix("3.11"))
    folder.write()
    matrix.MatrixKeeper(folder, lambda _: None, lambda _: None).keep(
        SectionBlock(0, "k"), msgspec.json.encode(answers(a_run())[0]).decode()
    )
    assert matrix.conclude(folder, is_whole=False)
    before = (tmp_path / "result.json").read_bytes()

    assert main(["run", "--resume", str(tmp_path), *again]) == 2
    assert (tmp_path / "result.json").read_bytes() == before


@pytest.mark.filterwarnings("ignore")  # of Dask's own
def test_a_real_worker_in_an_empty_folder_measures_what_lies_outside_the_checkout(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    text = (CHECKOUT / "impls/error_counts/generator_chain.py").read_text()
    (tmp_path / "mine" / "one.py").write_text(text)
    words = ["run", "--impls", str(tmp_path / "mine"), "--impl", "one@mine,generator_chain", "--lines", "2k"]
    with (
        real_cluster.a_scheduler(tmp_path / "scratch") as address,
        real_cluster.a_worker(address, tmp_path / "empty", "--resources=bench=1"),
    ):
        where = ["--quick", "--rounds", "1", "--cluster", address, "--out", str(tmp_path / "out")]
        assert main([*words, *where]) == 0

    run = result_file.read(next((tmp_path / "out").iterdir()))
    measured = {(row.cell.implementation, row.cell.origin) for row in run.outcomes if row.status is Status.OK}
    assert measured == {("one", "mine"), ("generator_chain", "impls")}
    assert text in run.files.values()
    assert str(tmp_path) not in (next((tmp_path / "out").iterdir()) / "result.json").read_text()


@pytest.mark.parametrize("address", ["", "tpc://scheduler:8786", "tcp://scheduler", "scheduler:8786"])
def test_what_is_no_address_of_a_scheduler_is_refused_and_nothing_is_measured(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--impl", "readlines_objects", "--cluster", address, "--out", str(tmp_path)]) == 2
    assert repr(address) in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
