"""docs/faults.md names a test for every fault; here it is held to the tests and the fault modules that there are."""

import ast
import re
from functools import cache

import pytest

from tests.faults.expectations import EXPECTED
from tests.faults.running import CHECKOUT, HERE

PAGE = CHECKOUT / "docs" / "faults.md"
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    for line in PAGE.read_text().splitlines()
    if line.startswith("| ") and not line.endswith("| held by |")
]
NAMED = {name for row in ROWS for name in re.findall(r"`([^`]+)`", row[-1])}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_fault_says_what_it_leads_to_and_what_holds_it(row: list[str]) -> None:
    assert len(row) == 3
    assert all(row)
    assert re.fullmatch(r"`[^`]+`(, `[^`]+`)*", row[-1])


def test_every_test_that_the_page_names_is_there() -> None:
    named = {name for name in NAMED if "::" in name}

    assert sorted(name for name in named if name.partition("::")[2] not in _tests(name.partition("::")[0])) == []


def test_every_fault_module_is_named_and_every_module_that_is_named_is_there() -> None:
    changers = {path.stem for path in (HERE / "changers").glob("*.py")} - {"a_first_row", "z_last_row"}
    faulty = {name for name in EXPECTED if not name.startswith("good_")} | changers

    cheats = {path.stem for path in (HERE / "cheats" / "modules").glob("*.py")} - {"honest"}

    assert {name for name in NAMED if "::" not in name} == faulty | cheats


@cache
def _tests(path: str) -> set[str]:
    file = CHECKOUT / path
    tree = ast.parse(file.read_bytes()) if file.is_file() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
