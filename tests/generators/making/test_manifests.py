import json
import os
from pathlib import Path
from typing import Any

import pytest

from bench.model.errors import DataError
from generators.making import make, manifests
from tests.generators.making.making_data import a_recipe


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = make.make(a_recipe(lines=100), tmp_path / "log")

    assert manifests.read(tmp_path / "log") == made
    assert manifests.beside(tmp_path / "log").name == "log.manifest.json"


def test_a_file_without_a_manifest_has_none(tmp_path: Path) -> None:
    assert manifests.read(tmp_path / "log") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"recipe": 1}'])
def test_a_manifest_that_makes_no_sense_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "log.manifest.json").write_text(text)

    with pytest.raises(DataError, match=r"log\.manifest\.json cannot be read"):
        manifests.read(tmp_path / "log")


@pytest.mark.parametrize(
    "change",
    [
        {"truth": {"levels": None}},
        {"truth": {"hours": ["a"]}},
        {"truth": {"levels": {"INFO": {"a": {}}}}},
        {"recipe": {"lines": 0}},
        {"recipe": {"lines": -5}},
        {"recipe": {"lines": None}},
        {"recipe": {"size": 5}},
        {"recipe": {"first": -1}},
        {"recipe": {"seed": -1}},
    ],
)
def test_a_manifest_that_says_what_cannot_be_is_named(change: dict[str, Any], tmp_path: Path) -> None:
    make.make(a_recipe(lines=100), tmp_path / "log")
    beside = manifests.beside(tmp_path / "log")
    known = json.loads(beside.read_text())

    beside.write_text(json.dumps(known | {part: known[part] | entry for part, entry in change.items()}))

    with pytest.raises(DataError, match=r"log\.manifest\.json cannot be read"):
        manifests.read(tmp_path / "log")


def test_a_pipe_in_place_of_a_manifest_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.manifest.json")

    with pytest.raises(DataError, match="not a regular file"):
        manifests.read(tmp_path / "log")
