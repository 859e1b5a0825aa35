"""`--again` as a user calls it: a report is measured again, or what differs is named before anything runs."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.results import result_file
from tests.end_to_end.conftest import GOOD, Command, Done, calling, start, wait_for_samples

Plain = dict[str, Any]
TINY = ("--quick", "--lines", "1k", "--sizes", "1k", "--rounds", "1")
WIDE = {"COLUMNS": "300"}  # no phrase is broken where a test looks for it
RAISES = 'def run(path):\n    raise ValueError("no")\n'
ROW = ("--impl", "generator_chain", "--edge-cases", "off")
ROWS = ("--impl", "generator_chain", "--impl", "fine", "--impl", "raises")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Measure one row once, and return its result."""
    done = calling(tmp_path_factory.mktemp("once"))("bench", "run", *TINY, *ROW)
    (result,) = done.folder.glob("*/result.json")
    return result


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Write a result with one thing changed in it."""

    def write(result: Path, change: Callable[[Plain], object]) -> Path:
        plain = json.loads(result.read_bytes())
        change(plain)
        path = tmp_path / "edited.json"
        path.write_text(json.dumps(plain))
        return path

    return write


def test_a_report_measures_again_what_it_states(
    called: Command, mine: Callable[..., Path], edited: Callable[..., Path], tmp_path: Path
) -> None:
    folder = mine(fine="good", raises=RAISES)
    first = called("bench", "run", *TINY, "--impls", folder, *ROWS)
    assert first.code == 3
    (result,) = first.folder.glob("*/result.json")
    report = tmp_path / "report.html"
    called("reports", "html", result, "--out", report)
    shutil.move(first.folder, tmp_path / "earlier")
    result = tmp_path / "earlier" / result.parent.name / result.name

    again = called("bench", "run", "--again", report, "--impls", folder)
    _assert_found_again(again, result_file.read(result).plan.run_id)

    # What a source is, decides who may run it.
    (folder / "fine.py").write_text(GOOD + "\n")
    refused = called("bench", "run", "--again", report, "--impls", folder, **WIDE)
    assert refused.code == 1
    assert re.search(r"report\.html .* error_counts/fine .*\(", refused.err)
    assert "--show-sources" in refused.err
    forgotten = called("bench", "run", "--again", report)
    assert (forgotten.code, "--impls mine" in forgotten.err) == (2, True)

    # A figure that was not found again is named.
    def boast(plain: Plain) -> None:
        for row in plain["outcomes"]:
            for sample in row["samples"]:
                if sample["instrument"] == "traced" and row["cell"]["implementation"] == "generator_chain":
                    sample["values"]["traced_peak"]["value"] -= 9_000

    boasting = tmp_path / "boasting.html"
    called("reports", "html", edited(result, boast), "--out", boasting)
    shutil.rmtree(tmp_path / "out")
    shown = called("bench", "run", "--again", boasting, "--show-sources", tmp_path / "sources", **WIDE)
    hashes = {
        path.read_text(): hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "sources").rglob("*.py")
    }
    assert GOOD in hashes
    assert all(f"--trust {each}" in shown.out for each in hashes.values())
    half = called("bench", "run", "--again", boasting, "--trust", hashes[GOOD])
    assert (half.code, "error_counts/raises is missing from" in half.err, "error_counts/fine" in half.err) == (
        1,
        True,
        False,
    )
    every = [word for each in hashes.values() for word in ("--trust", each)]
    trusted = called("bench", "run", "--again", boasting, *every)
    assert "boasting.html were run: error_counts/fine, error_counts/raises." in trusted.out
    assert "fine@mine, traced memory" not in trusted.out
    assert trusted.result["repeats"]["embedded"] == ["error_counts/fine", "error_counts/raises"]
    assert trusted.code == 3
    assert "  generator_chain, traced memory: stated " in trusted.out


def test_a_run_that_was_killed_is_gone_on_with_and_held_to_its_report(
    called: Command, once: Path, tmp_path: Path
) -> None:
    process = start(tmp_path / "killed", "--again", once)
    begun = wait_for_samples(tmp_path / "killed", 2)
    process.kill()
    process.communicate()

    alone = called("bench", "run", "--resume", begun, **WIDE)
    held = called("bench", "run", "--resume", begun, "--again", once)

    assert (alone.code, "--again REPORT" in alone.err) == (2, True)
    assert "result.json" in held.out, held.err
    repeats = result_file.read(begun / "result.json").repeats
    assert repeats.figures


def _assert_found_again(again: Done, run_id: str) -> None:
    (path,) = again.folder.glob("*/result.json")
    found = _verdicts(path)
    assert found["generator_chain", "memory"] is found["fine@mine", "traced memory"] is True, again.out + again.err
    assert found["raises@mine", "status"] is True
    assert again.code in {0, 3}  # whether a time is found again is the machine's affair
    assert (again.code == 0) == ("Reproduced: " in again.out)
    assert "generator_chain, memory" not in again.out  # what is within is not listed
    assert again.result["repeats"]["run_id"] == run_id


def _verdicts(result: Path) -> dict[tuple[str, str], bool | None]:
    """Return what became of each figure of an older result."""
    repeats = result_file.read(result).repeats
    return {(each.row, each.metric): each.within for each in repeats.figures}


def _set(plain: Plain, part: str, name: str, value: object) -> None:
    """Change one setting of every recipe, or one of its knobs."""
    for recipe in [dataset["recipe"] for dataset in plain["data"].values()]:
        (recipe["knobs"] if part == "knobs" else recipe)[name] = value


def _cells(plain: Plain) -> list[Plain]:
    """Return every mention of a row."""
    rows = plain["outcomes"]
    holders = [*rows, *(sample for row in rows for sample in row["samples"])]
    return [*plain["plan"]["cells"], *(each["cell"] for each in holders)]


CHANGES: dict[str, tuple[Callable[[Plain], object], str]] = {
    "the seed of the recipe": (lambda p: _set(p, "recipe", "seed", 7), "seed is 1 instead of 7"),
    "the version of the recipe": (lambda p: _set(p, "recipe", "version", 99), "instead of 99"),
    "a knob of the recipe": (lambda p: _set(p, "knobs", "messages", 3), "messages is"),
    "the vocabulary": (lambda p: _set(p, "recipe", "vocabulary", "ab"), "instead of ab"),
    "the hash of the data": (
        lambda p: [each.update(sha256="0" * 64) for each in p["data"].values()],
        "instead of 000000000000",
    ),
    "the seed asked for": (lambda p: p["plan"]["arguments"].append("--seed=7"), "seed is 7 instead of 1"),
    "the interpreter": (
        lambda p: [cell.update(interpreter="3.9.99") for cell in _cells(p)],
        "Python 3.9.99",
    ),
    "a source": (
        lambda p: [each.update(sha256="0" * 64) for each in p["implementations"]],
        "the implementation error_counts/generator_chain was changed",
    ),
    "a library": (
        lambda p: [p["environments"].update({name: ["numpy==1.0"]}) for name in p["environments"]],
        "numpy is absent instead of 1.0",
    ),
}


def test_whatever_differs_is_named_and_nothing_is_measured(
    called: Command, once: Path, edited: Callable[..., Path]
) -> None:
    for change, named in CHANGES.values():
        again = called("bench", "run", "--again", edited(once, change))

        assert again.code == 1, named
        assert named in again.err
        assert not again.folder.exists()


def test_a_report_on_a_log_needs_the_same_log(called: Command, tmp_path: Path) -> None:
    log, other = tmp_path / "mine.log", tmp_path / "other.log"
    log.write_bytes(b"t|ERROR|the-secret|i|u\n" * 50)
    other.write_bytes(b"t|ERROR|the-secret|i|u\n" * 49 + b"t|ERROR|the-secreT|i|u\n")
    asked = ("--quick", "--rounds", "1", "--show-data", "--impl", "generator_chain", "--edge-cases", "off")
    first = called("bench", "run", "--log", log, *asked)
    (result,) = first.folder.glob("*/result.json")

    without = called("bench", "run", "--again", result, **WIDE)
    wrong = called("bench", "run", "--again", result, "--log", other, **WIDE)
    log.rename(tmp_path / "renamed.log")
    with (tmp_path / "renamed.log").open("ab") as grown:  # what came after is no part of what is measured again
        grown.write(b"t|ERROR|the-secret|i|u\n")
    right = called("bench", "run", "--again", result, "--log", tmp_path / "renamed.log")

    assert (without.code, "--log FILE" in without.err) == (2, True)
    assert wrong.code == 1
    assert "SHA-256 is " in wrong.err
    assert "result.json" in right.out, right.err
    (second,) = set(first.folder.glob("*/result.json")) - {result}
    assert _verdicts(second)["generator_chain", "traced memory"] is True
    assert "the-secret" in result.read_text()
    assert "the-secret" not in second.read_text()  # what one run published the next does not, unless asked
