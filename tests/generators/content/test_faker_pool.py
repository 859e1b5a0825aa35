from pathlib import Path

import pytest

from bench.host.cache import cache
from bench.model.errors import BenchError
from generators.content import faker_pool
from tests.generators.making.making_data import SEED


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is spoilt here from others."""
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path / "cache"))


def test_a_vocabulary_is_made_once_and_kept() -> None:
    first = faker_pool.load(SEED, "en_US")
    [path] = cache.folder("vocabularies").glob(f"en_US-seed{SEED}-*.json")
    before = path.stat().st_mtime_ns

    assert faker_pool.load(SEED, "en_US") == first
    assert path.stat().st_mtime_ns == before


def test_a_spoilt_vocabulary_is_made_anew() -> None:
    first = faker_pool.load(SEED, "en_US")
    [path] = cache.folder("vocabularies").glob(f"en_US-seed{SEED}-*.json")

    path.write_text(path.read_text()[:1000])

    assert faker_pool.load(SEED, "en_US") == first


def test_a_value_that_was_changed_is_not_believed() -> None:
    first = faker_pool.load(SEED, "en_US")
    [path] = cache.folder("vocabularies").glob(f"en_US-seed{SEED}-*.json")

    path.write_text(path.read_text().replace(first.values["word"][0], "surprise"))

    assert faker_pool.load(SEED, "en_US") == first


@pytest.mark.parametrize("foreign", ["[]", "{}", "5", '{"sha256": "", "values": {}}', '{"word": []}', "\xff"])
def test_a_foreign_vocabulary_is_made_anew(foreign: str) -> None:
    first = faker_pool.load(SEED, "en_US")
    [path] = cache.folder("vocabularies").glob(f"en_US-seed{SEED}-*.json")

    path.write_bytes(foreign.encode("latin-1"))

    assert faker_pool.load(SEED, "en_US") == first


def test_values_are_distinct() -> None:
    for values in faker_pool.load(SEED, "en_US").values.values():
        assert len(set(values)) == len(values) > 20


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path / "file"))

    with pytest.raises(BenchError, match="cannot be used"):
        faker_pool.load(SEED, "en_US")
