"""`pool` on the command line, and the refusal of a pooled result where one machine is meant."""

from pathlib import Path

import pytest

from bench.cli import app
from bench.model.errors import BenchError
from bench.results import result_file
from tests.bench.machines import alike, failing, one_machine


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("machines")
    for number, run in enumerate([*alike(3), failing(one_machine(4), "bytes_blocks")], 1):
        (folder / f"RUN-{number}").mkdir()
        result_file.write(run, folder / f"RUN-{number}" / "result.json")
    return [str(folder / f"RUN-{number}") for number in range(1, 5)]


def pooled_in(folder: Path) -> Path:
    (found,) = folder.glob("pooled-*/result.json")
    return found


def test_three_results_become_one_that_names_each_machine(
    results: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["pool", *results[:3], "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert all(f"machine-{number}: {path}" in said for number, path in enumerate(results[:3], 1))
    assert len(result_file.read(pooled_in(tmp_path)).pooled) == 3


def test_a_row_that_is_wrong_on_one_machine_ends_with_3(
    results: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["pool", *results, "--out", str(tmp_path)]) == 3
    assert "machine-4" in capsys.readouterr().out


def test_one_result_or_the_same_twice_is_refused_and_leaves_nothing(results: list[str], tmp_path: Path) -> None:
    for words in (results[:1], results[:1] * 2):
        assert app.main(["pool", *words, "--out", str(tmp_path)]) not in {0, 3}
    assert not list(tmp_path.iterdir())


def test_a_pooled_result_is_refused_where_figures_of_one_machine_are_judged(
    results: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app.main(["pool", *results[:2], "--out", str(tmp_path)])
    capsys.readouterr()
    found = pooled_in(tmp_path)
    with pytest.raises(BenchError, match="2 machines"):
        result_file.read_single(found)
    assert app.main(["compare", str(found), results[0]]) not in {0, 3}
    assert "2 machines" in capsys.readouterr().err
