from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench.cli.one_case.enough import describe
from bench.model.errors import BenchError
from bench.model.request import Request
from bench.process import guards
from bench.session.listener import Display
from bench.session.one_case.enough import EnoughMemory, is_enough
from tests import needs
from tests.gold import Gold

HOLDS = '''"""Hold 90 MiB."""


def run(n):
    held = bytearray(90 << 20)
    held[::4096] = bytes(len(held) // 4096)
    return sum(i * i for i in range(n)) + {wrong}
'''
ASKED = Request(workloads=("sum_of_squares",), patterns=("holds",), sizes=(1000,))
FOUND = EnoughMemory(
    name="error_counts/x",
    data="1,000 lines of web_log-1000",
    python="3.11.7",
    allowed=130 << 20,
    needed=126 << 20,
    resident=131 << 20,
    ended=0,
    others=Counter(),
    calls=10,
)


def a_request(folder: Path, wrong: int = 0) -> Request:
    (folder / "mine" / "sum_of_squares").mkdir(parents=True)
    (folder / "mine" / "sum_of_squares" / "holds.py").write_text(HOLDS.format(wrong=wrong))
    return replace(ASKED, folders=(folder / "mine",))


@pytest.mark.slow
def test_what_it_holds_and_three_percent_is_always_enough_and_three_percent_less_never(tmp_path: Path) -> None:
    if missing := guards.available()[guards.KERNEL]:
        needs.denied(f"no control groups here: {missing}")
    request = a_request(tmp_path)
    free = is_enough(request, 1 << 30, 1, Display())
    needed = free.needed

    more, less = (is_enough(request, int(needed * share), 5, Display()) for share in (1.03, 0.97))

    assert 90 << 20 < needed < 99 << 20
    assert free.resident > 90 << 20
    assert free.data == "n-1000"
    assert (more.right, more.ended) == (5, 0)
    assert (less.right, less.ended, less.others) == (0, 5, Counter())


def test_what_is_wrong_without_a_limit_is_not_asked_how_much_it_needs(tmp_path: Path) -> None:
    if missing := guards.available()[guards.KERNEL]:
        needs.denied(f"no control groups here: {missing}")
    with pytest.raises(BenchError, match="wrong-answer"):
        is_enough(a_request(tmp_path, wrong=1), 1 << 30, 1, Display())


def test_without_control_groups_it_says_so_and_measures_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "available", lambda: {guards.VIEW: "", guards.KERNEL: "not delegated"})

    with pytest.raises(BenchError, match="not delegated") as refused:
        is_enough(a_request(tmp_path), 1 << 30, 1, Display())

    assert "systemd-run" in refused.value.hint


def test_it_says_how_often_it_was_enough_and_what_happened_otherwise(gold: Gold) -> None:
    some = replace(FOUND, ended=1, others=Counter({"error: MemoryError": 2}))

    assert some.right == 7
    gold("enough", "always", describe(FOUND))
    gold("enough", "sometimes", describe(some))
