import sys

import pytest

from bench.measured.worker import worker


@pytest.mark.parametrize(("flags", "enabled", "took"), [("t", True, True), ("t", False, False), ("", True, False)])
def test_a_build_without_a_gil_says_whether_it_has_one_now(
    monkeypatch: pytest.MonkeyPatch, flags: str, *, enabled: bool, took: bool
) -> None:
    monkeypatch.setattr(sys, "abiflags", flags)
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: enabled, raising=False)

    assert worker._took_the_gil() is took
