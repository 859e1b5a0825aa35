from pathlib import Path

import pytest

from bench.measured.worker.failures import explain

BLOCK = '# /// script\n# dependencies = ["polars==1.35.1"]\n# ///\n'


def reason(path: Path, source: str) -> str:
    path.write_text(source)
    status, (said,) = explain(ModuleNotFoundError("No module", name="polars"), "import", str(path))
    assert status == "missing-dependency"
    return said


def test_who_declares_nothing_is_told_where_libraries_are_declared(tmp_path: Path) -> None:
    said = reason(tmp_path / "mine.py", "import polars\n")

    assert said.startswith("No module named 'polars'. ")
    assert "PEP 723" in said
    assert "# /// script\n" in said


@pytest.mark.parametrize("before", ["", '"""A title."""\n'])
def test_who_declares_something_else_is_only_told_what_is_missing(before: str, tmp_path: Path) -> None:
    assert reason(tmp_path / "mine.py", f"{before}{BLOCK}import polars\n") == "No module named 'polars'"


def test_a_file_that_is_gone_is_still_a_reason(tmp_path: Path) -> None:
    _, (said,) = explain(ModuleNotFoundError("No module", name="x"), "import", str(tmp_path / "gone.py"))

    assert said == "No module named 'x'"
