"""Rounds, budgets, forecasts and the page cache, on real processes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.analysis.statistics.times import FEWEST_ROUNDS
from tests.end_to_end.conftest import GOOD, Command, Done
from tests.stalls import attempts

# A loop of Python's would take minutes where each of its numbers is traced; this allocates nothing.
SLOW = GOOD.replace("def run", "import hashlib\n\n\ndef run").replace(
    "    return counts", '    hashlib.pbkdf2_hmac("sha256", b"", b"", 200_000)\n    return counts'
)
BASE = ("--lines", "2k", "--impl", "readlines_objects")


def samples(done: Done, instrument: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in done.result["outcomes"]:
        name = row["cell"]["implementation"] + (" control" if row["cell"]["control"] else "")
        found[name] = [each for each in row["samples"] if each["instrument"] == instrument]
    return found


@pytest.mark.measuring
def test_a_run_with_a_budget_ends_when_everything_is_decided(command: Command, mine: Callable[..., Path]) -> None:
    done = command("bench", "run", *BASE, "--impls", mine(slow=SLOW), "--impl", "slow", "--budget", "3m")

    rounds = {name: len(each) for name, each in samples(done, "timing").items()}
    assert rounds == {"readlines_objects": 8, "slow": 8, "readlines_objects control": 8}
    assert all(each[0]["status"] == "ok" for name, each in samples(done, "traced").items() if "control" not in name)
    assert "takes" in done.out


def test_a_budget_that_is_spent_leaves_a_time_for_every_row_and_says_what_is_missing(command: Command) -> None:
    done = command("bench", "run", *BASE, "--budget", "1s", "--timeout", "1m")  # or a process gets no more than that

    assert done.code == 0, done.err
    assert [len(each) for each in samples(done, "timing").values()] == [1, 1]
    assert [len(each) for each in samples(done, "resident").values()] == [1, 0]
    assert "round 8" in done.err
    assert re.search(r"Traced memory: [^.]*\bbudget\b", " ".join(done.out.split()))


@pytest.mark.measuring
def test_a_short_call_is_repeated_and_its_figure_is_that_of_one(command: Command, mine: Callable[..., Path]) -> None:
    asked = ("bench", "run", *BASE, "--impls", mine(quick="good"), "--impl", "quick", "--rounds", "2")

    for attempt in attempts():
        with attempt:
            for sample in samples(command(*asked), "timing")["quick"]:
                seconds, loops = sample["values"]["seconds"]["value"], sample["values"]["loops"]["value"]
                assert loops > 1
                assert 0.015 < seconds * loops < 1


def test_a_cold_run_reads_once_per_value_and_says_how_cold_the_file_was(called: Command) -> None:
    done = called("bench", "run", "--quick", *BASE, "--cold", "--rounds", "2", COLUMNS="300")

    values = [sample["values"] for sample in samples(done, "timing")["readlines_objects"]]
    assert all(each["loops"]["value"] == 1 and "page_cache_resident" in each for each in values)
    assert re.search(r"[\d.]+ % .* page cache", done.out), done.out


def test_a_rehearsal_measures_nothing_and_leaves_no_result(called: Command) -> None:
    done = called("bench", "run", *BASE, "--dry-run", "--quick")

    assert done.code == 0, done.err
    assert "a pilot" in done.out
    assert f" {FEWEST_ROUNDS} rounds" in done.out
    assert not done.folder.exists()
