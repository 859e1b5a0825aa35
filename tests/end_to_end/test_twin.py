"""`--twin`: a log full of secrets is measured beside its twin, and a stranger measures the twin again without it."""

import random
import time
from pathlib import Path

import pytest

from bench.host.cache import cache
from tests.end_to_end.conftest import Command
from tests.generators.profiles.test_canaries import whole_or_six

BRIEF = ("--quick", "--rounds", "1", "--edge-cases", "off", "--impl", "generator_chain")
LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def test_nothing_of_the_log_comes_out_and_nobody_needs_it_to_repeat_the_report(
    called: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path / "cache"))  # other tests write into that of all
    draw = random.Random(7)
    secrets = ["".join(draw.choices(LETTERS, k=12)) for _ in range(40)]
    lines = [
        f"2024-01-15 10:30:{n % 60:02}|{'ERROR' if n % 3 else 'INFO'}|login {draw.choice(secrets)} failed|::1|{n}"
        for n in range(1_000)
    ]
    log, begun = tmp_path / f"{secrets[0]}.log", time.time() - 1
    log.write_text("".join(f"{line}\n" for line in lines))

    first = called("bench", "run", "--log", log, "--twin", *BRIEF)
    (result,) = first.folder.glob("*/result.json")
    report = tmp_path / "report.html"
    drawn = called("reports", "html", result, "--out", report)
    whole = first.result
    log.unlink()
    again = called("bench", "run", "--again", report)
    profile = tmp_path / "log.profile.json"
    profile.write_text(whole["profile"])
    other = called("bench", "run", "--profile", profile, "--workload", "failed_requests", *BRIEF)

    assert (first.code, drawn.code, again.code, other.code) == (0, 0, 0, 1), first.err + again.err + other.err
    new = [path for path in (*first.folder.rglob("*"), *cache.folder().rglob("*")) if path.is_file()]
    left = {path: path.read_text("utf-8", "replace") for path in new if path.stat().st_mtime > begun}
    said = {"console": first.out + first.err, "report": report.read_text("utf-8"), "again": again.out + again.err}
    assert [(where, each) for where, text in (left | said).items() for each in whole_or_six(secrets, text)] == []
    assert set(whole["data"]) == {whole["likeness"]["log"], whole["likeness"]["twin"]}
