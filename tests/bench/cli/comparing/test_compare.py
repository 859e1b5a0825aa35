from pathlib import Path

import pytest

from bench.cli.comparing.compare import compare
from bench.results import result_file
from tests.bench.analysis.comparison.test_compare import a_result


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    """Write two results, each into a folder of its own."""
    folders = (tmp_path / "before", tmp_path / "now")
    for seed, folder in enumerate(folders, 1):
        folder.mkdir()
        result_file.write(a_result(seed), folder / "result.json")
    return folders


@pytest.mark.parametrize(
    ("name", "begins"), [("x.html", "<!doctype html>"), ("x.HTM", "<!doctype html>"), ("x.md", "# run"), ("x", "run-2")]
)
def test_the_name_of_the_file_says_the_form(name: str, begins: str, runs: tuple[Path, Path], tmp_path: Path) -> None:
    assert compare(*runs, out=tmp_path / name) == 0

    assert (tmp_path / name).read_text().startswith(begins)


def test_a_form_that_was_asked_for_goes_before_the_name_of_the_file(runs: tuple[Path, Path], tmp_path: Path) -> None:
    compare(*runs, forms=["md"], out=tmp_path / "x.html")

    assert (tmp_path / "x.html").read_text().startswith("# run")
