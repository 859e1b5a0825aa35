from pathlib import Path

import pytest

import generators
from bench.errors import DataError
from generators import manifests
from tests.generators.making_data import a_recipe


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = generators.make(a_recipe(lines=100), tmp_path / "log")

    assert manifests.read(tmp_path / "log") == made
    assert manifests.beside(tmp_path / "log").name == "log.manifest.json"


def test_a_file_without_a_manifest_has_none(tmp_path: Path) -> None:
    assert manifests.read(tmp_path / "log") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"recipe": 1}'])
def test_a_manifest_that_makes_no_sense_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "log.manifest.json").write_text(text)

    with pytest.raises(DataError, match=r"log\.manifest\.json cannot be read"):
        manifests.read(tmp_path / "log")
