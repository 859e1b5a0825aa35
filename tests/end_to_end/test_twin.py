"""`--twin`: a log full of secrets is measured beside its twin, and a stranger measures the twin again without it."""

import json
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


WORKLOAD = '''"""How often does each status come?"""

SOURCE = "log"
FORMAT = """
title = "sales"
line = "sale <{status:int}> took {duration:int} ms, at {time:epoch}"
"""
BASELINE = "split"
HOSTILE = {"one sale": b"sale <200> took 3 ms, at 1767200000\\n"}


def reference(path):
    counts = {}
    for line in path.read_bytes().split(b"\\n"):
        if line.startswith(b"sale <") and b" took " in line:
            status = line[6:9].decode()
            counts[status] = counts.get(status, 0) + 1
    return counts
'''
SPLIT = '''"""One line at a time."""

from collections import Counter


def run(path):
    with open(path, "rb") as log:
        return Counter(line[6:9].decode() for line in log if line.startswith(b"sale <") and b" took " in line)
'''


def test_a_workload_of_ones_own_reads_the_twin_by_the_format_that_it_declares(called: Command, tmp_path: Path) -> None:
    log, folder = tmp_path / "app.log", tmp_path / "mine" / "sales"
    log.write_text("".join(f"sale <{200 + n % 3}> took {n % 50} ms, at 17672{n:05}\n" for n in range(900)))
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(WORKLOAD)
    (folder / "split.py").write_text(SPLIT)
    own = ("--impls", folder.parent, "--quick", "--rounds", "1")

    planned = called("bench", "run", "--log", log, "--twin", *own, "--dry-run")
    first = called("bench", "run", "--log", log, "--twin", *own)
    (result,) = first.folder.glob("*/result.json")
    report = tmp_path / "report.html"
    called("reports", "html", result, "--out", report)
    log.unlink()
    lacking = called("bench", "run", "--again", report)
    shown = called("bench", "run", "--again", report, "--show-sources", tmp_path / "sources")
    trusted = [each for line in shown.out.splitlines() if "  " in line for each in ("--trust", line.split()[0])]
    again = called("bench", "run", "--again", report, *trusted, "--out", tmp_path / "again")
    profile = tmp_path / "sales.profile.json"
    profile.write_text(first.result["profile"])
    other = called("bench", "run", "--profile", profile, *own, "--out", tmp_path / "other")
    given = called("bench", "check", "--profile", profile, "--format", folder / "none.toml", "--impls", folder.parent)

    assert (planned.code, first.code, again.code in {0, 3}) == (0, 0, True), planned.err + first.err + again.err
    found = {each["name"]: each["twin"] for each in first.result["likeness"]["properties"]}
    assert found["status: distinct"] == 3
    assert (lacking.code, "--show-sources" in lacking.err) == (2, True)
    assert (other.code, given.code) == (0, 1), other.err + given.err
    assert "none.toml" in given.err
    for place in ("again", "other"):
        (repeated,) = (tmp_path / place).glob("*/result.json")
        assert json.loads(repeated.read_bytes())["likeness"]["properties"] == first.result["likeness"]["properties"]
