"""docs/formats.md names what there is, and its example works."""

import re
from pathlib import Path

import pytest

from bench.formats import shipped
from bench.formats.field_types import TYPES
from bench.formats.loading import load
from bench.model.errors import BenchError
from bench.model.paths import CHECKOUT

PAGE = (CHECKOUT / "docs" / "formats.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(title.*?)```", PAGE, re.DOTALL)[0]


def test_the_page_names_every_format_and_every_type() -> None:
    assert [name for name in (*shipped.names(), *TYPES) if f"`{name}`" not in PAGE] == []


def test_the_example_of_the_page_is_a_format(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(EXAMPLE)

    assert f'title = "{load(path).declared.title}"\n' in EXAMPLE


def test_a_mistake_in_the_example_is_answered_as_the_page_says(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(EXAMPLE.replace("{level:level}", "{level:levl}"))
    (said,) = re.findall(r"error: mine.toml(.*)", PAGE)

    with pytest.raises(BenchError) as refused:
        load(path)

    assert str(refused.value) == f"{path}{said}"
