import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.process import visible


@pytest.fixture(autouse=True)
def _looked_at_anew() -> Iterator[None]:
    visible._disks.cache_clear()
    yield
    visible._disks.cache_clear()


def test_the_devices_are_those_that_the_user_may_write_to(tmp_path: Path) -> None:
    found = visible.orders(tmp_path, (), 1)["disks"]

    assert all(stat.S_ISBLK(os.lstat(path).st_mode) and os.access(path, os.W_OK) for path in found)


def test_a_file_that_another_program_removes_meanwhile_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "walk", lambda _: [(str(tmp_path), [], ["gone"])])

    assert visible.orders(tmp_path, (), 1)["disks"] == []
