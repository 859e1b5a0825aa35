from pathlib import Path

import pytest

from bench import cache
from bench.errors import DataError
from generators import faker_pool
from tests.generators.making_data import SEED


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


def test_a_value_that_was_changed_changes_the_hash() -> None:
    first = faker_pool.load(SEED, "en_US")
    [path] = cache.folder("vocabularies").glob(f"en_US-seed{SEED}-*.json")
    kept = path.read_text()

    path.write_text(kept.replace(first.values["word"][0], "surprise"))
    found = faker_pool.load(SEED, "en_US").sha256
    path.write_text(kept)

    assert found != first.sha256


def test_values_are_distinct() -> None:
    for values in faker_pool.load(SEED, "en_US").values.values():
        assert len(set(values)) == len(values) > 20


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path / "file"))

    with pytest.raises(DataError, match="vocabulary cannot be kept"):
        faker_pool.load(SEED, "en_US")
