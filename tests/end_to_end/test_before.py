"""Both states of a change in one run, with a repository, a dirty work tree and measured processes."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import GOOD, Command

WASTEFUL = GOOD.replace("    counts = {}\n", '    counts = {}\n    held = bytearray(b"x") * 40_000_000\n')


@pytest.fixture
def changed(mine: Callable[..., Path]) -> Path:
    """Commit two good rows, and let one of them hold 40 MB more in the work tree."""
    folder = mine(wasteful="good", same="good")
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "x")):
        subprocess.run(["git", "-C", folder, *settings, *words], check=True)
    return mine(wasteful=WASTEFUL)


def test_a_change_is_measured_beside_what_it_changed_and_the_verdict_comes_first(
    called: Command, changed: Path
) -> None:
    asked = ("--impls", changed, "--before", "main", "--lines", "2k", "--rounds", "1", "--edge-cases", "off")

    done = called("bench", "run", *asked, "--fail-on", "memory:10%", COLUMNS="300")

    assert done.code == 3, done.err
    assert done.out.index("1 row changed: 1 worse") < done.out.index("implementation ")
    assert "--fail-on memory:10%: error_counts/wasteful" in done.out
    rows = [(row["cell"]["implementation"], row["cell"]["origin"]) for row in done.result["outcomes"]]
    assert set(rows) == {("wasteful", "main"), ("wasteful", "mine")}
    (verdict,) = done.folder.glob("*/before.json")
    (row,) = json.loads(verdict.read_bytes())["rows"]
    assert row["peak_bytes_after"] - row["peak_bytes_before"] > 30_000_000
    assert str(changed) not in verdict.read_text() + json.dumps(done.result)


def test_what_did_not_change_is_not_measured(called: Command, changed: Path) -> None:
    done = called("bench", "run", "--impls", changed, "--impl", "same", "--before", "main", "--out", changed / "out")

    assert (done.code, done.out.count("\n")) == (0, 1)
    assert not (changed / "out").exists()


@pytest.mark.parametrize("words", [("nosuch",), ("HEAD~1",), ("main", "--fail-on", "slow:5%"), ("",)])
def test_what_cannot_be_asked_is_answered_in_one_line_with_a_remedy(
    called: Command, changed: Path, words: tuple[str, ...]
) -> None:
    done = called("bench", "run", "--impls", changed, "--before", *words)

    assert done.code == 2
    assert [line.partition(":")[0].strip() for line in done.err.splitlines()] == ["error", "hint"]
