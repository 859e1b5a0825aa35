from pathlib import Path

import pytest

from bench.measured import page_cache


def test_an_empty_file_is_all_there(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    assert page_cache.prepare(str(tmp_path / "data"), "cold") == 1


def test_a_missing_file_has_no_residency(tmp_path: Path) -> None:
    assert page_cache.prepare(str(tmp_path / "data"), "warm") is None


@pytest.mark.parametrize("size", [1, 4096, 4097, 5 << 20])
def test_a_warmed_file_is_all_there(tmp_path: Path, size: int) -> None:
    (tmp_path / "data").write_bytes(bytes(size))
    page_cache.prepare(str(tmp_path / "data"), "cold")

    assert page_cache.prepare(str(tmp_path / "data"), "warm") == 1
