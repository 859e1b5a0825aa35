import os
from pathlib import Path

import pytest

from bench.measured.monitor import page_cache


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


def test_both_ways_of_looking_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.write_bytes(bytes(64 * page_cache._PAGE + 1))
    page_cache.prepare(str(data), "cold")
    handle = os.open(data, os.O_RDONLY)
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_RANDOM)  # no reading ahead
        os.pread(handle, 3 * page_cache._PAGE, 0)
        counted = page_cache.resident(handle)
        monkeypatch.setattr(page_cache, "_count_pages", lambda _handle: None)
        looked = page_cache.resident(handle)
    finally:
        os.close(handle)

    assert counted == looked == pytest.approx(3 / 65)


@pytest.mark.parametrize("told", [True, False])
def test_a_file_is_warmed_where_the_system_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, told: bool
) -> None:
    (tmp_path / "data").write_bytes(bytes(5 << 20))
    page_cache.prepare(str(tmp_path / "data"), "cold")
    with monkeypatch.context() as patch:
        patch.setattr(page_cache, "_count_pages", lambda _handle: None)
        if not told:
            patch.setattr(page_cache, "_pages", lambda _handle: None)

        assert page_cache.prepare(str(tmp_path / "data"), "warm") == (1 if told else None)
    with (tmp_path / "data").open("rb") as file:
        assert page_cache.resident(file.fileno()) == 1


def test_only_what_is_missing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.write_bytes(bytes(64 * page_cache._PAGE))
    read: list[tuple[int, int]] = []
    monkeypatch.setattr(page_cache, "_read", lambda _handle, start, end: read.append((start, end)))
    pages = b"\1" * 3 + b"\0" * 2 + b"\1" * 58 + b"\0"

    page_cache._read_missing(0, pages)

    assert read == [(3 * page_cache._PAGE, 5 * page_cache._PAGE), (63 * page_cache._PAGE, 64 * page_cache._PAGE)]
