"""docs/your-question.md names the files that are written."""

import re

import pytest

from bench.model.paths import CHECKOUT
from bench.questions import rendering

PAGE = (CHECKOUT / "docs" / "your-question.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("row", "folder"), [("JSON", "json"), ("template", "lines"), ("other", "records")])
def test_the_page_names_the_implementations_of_each_format(row: str, folder: str) -> None:
    (listed,) = re.findall(rf"^\| {row} \| (.*) \|$", PAGE, re.MULTILINE)

    assert set(re.findall(r"`(\w+\.py)`", listed)) == {name for name in rendering.names(folder) if name.endswith(".py")}
