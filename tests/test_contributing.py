"""The table of CONTRIBUTING.md that says where to look names only what exists."""

import re
from collections.abc import Iterator

import pytest

from tests.structure import ROOT

ROWS = (
    (ROOT / "CONTRIBUTING.md")
    .read_text(encoding="utf-8")
    .split("## Where do I look?")[1]
    .split("\n## ")[0]
    .splitlines()
)
TABLE = [row for row in ROWS if row.startswith("| ")][1:]
NAME = re.compile(r"[A-Za-z_]+(\.[a-z_]+)?")
FILE = re.compile(r"[\w/*.]*(/|\.(py|json|md|txt))")


def quoted(row: str) -> list[str]:
    return [word for word in re.findall(r"`([^`]+)`", row) if not word.endswith(".")]


def is_defined(name: str, text: str) -> bool:
    return bool(re.search(rf"^\s*(def |class )?{name.rsplit('.', maxsplit=1)[-1]}\b", text, re.MULTILINE))


def missing(row: str) -> Iterator[str]:
    """Yield the paths that are neither in the checkout nor beside one of the row, and the names that none has."""
    words = quoted(row)
    paths = [word for word in words if FILE.fullmatch(word)]
    folders = {ROOT / word if word.endswith("/") else (ROOT / word).parent for word in paths if "/" in word}
    text = ""
    for path in paths:
        found = [each for folder in (ROOT, *folders) for each in folder.glob(path.rstrip("/"))]
        if not found:
            yield path
        text += "".join(each.read_text(encoding="utf-8") for each in found if each.is_file())
        text += "".join(each.read_text(encoding="utf-8") for one in found for each in one.glob("*.py"))
    for word in words:
        if word not in paths and NAME.fullmatch(word) and not (ROOT / word).exists() and not is_defined(word, text):
            yield word


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.split(" | ")[0].strip("| "))
def test_a_row_names_what_exists(row: str) -> None:
    assert quoted(row)
    assert [*missing(row)] == []


def test_what_does_not_exist_is_found() -> None:
    row = "| A column | the figure in `Figures` of `reports/page/figures.py`, `RowFigures`, `gone.py`, `bench/gone/` |"

    assert [*missing(row)] == ["gone.py", "bench/gone/", "Figures"]
