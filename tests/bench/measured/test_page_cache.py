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


def test_only_what_is_missing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.write_bytes(bytes(64 * page_cache._PAGE))
    read: list[tuple[int, int]] = []
    monkeypatch.setattr(page_cache, "_read", lambda _handle, start, end: read.append((start, end)))
    pages = b"\1" * 3 + b"\0" * 2 + b"\1" * 58 + b"\0"

    page_cache._read_missing(0, pages)

    assert read == [(3 * page_cache._PAGE, 5 * page_cache._PAGE), (63 * page_cache._PAGE, 64 * page_cache._PAGE)]
