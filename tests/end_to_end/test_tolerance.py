"""TOLERANCE: by how much fractions in an answer may differ, in a check, on the data and on changed data."""

from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command

WORKLOAD = '''"""What do the values of each key add up to?"""

from math import fsum

SOURCE = "log"
BASELINE = "forwards"
STEPS = ()
TOLERANCE = 1e-9
HOSTILE = {"tenths": b"a 0.1\\na 0.2\\na 0.3\\n" * 9, "none": b""}


def pairs(path):
    with path.open() as log:
        for line in log:
            key, _, value = line.partition(" ")
            yield key, float(value)


def reference(path):
    found = {}
    for key, value in pairs(path):
        found.setdefault(key, []).append(value)
    return {key: fsum(values) for key, values in found.items()}
'''
ADDING = """def run(path):
    sums = {}
    with path.open() as log:
        for line in ORDER:
            key, _, value = line.partition(" ")
            sums[key] = sums.get(key, 0.0) + float(value)
    return RESULT
"""
ANSWERS = {
    "forwards": ("log", "sums"),
    "backwards": ("reversed(log.readlines())", "sums"),
    "a_little_more": ("log", "{key: value * (1 + 1e-7) for key, value in sums.items()}"),
}


@pytest.fixture
def asked(tmp_path: Path) -> tuple[str | Path, ...]:
    """Return the options of a question whose implementations add in an order of their own, or wrongly."""
    folder = tmp_path / "mine" / "added"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(WORKLOAD)
    for name, (order, result) in ANSWERS.items():
        text = ADDING.replace("ORDER", order).replace("RESULT", result)
        (folder / f"{name}.py").write_text(f'"""Adds {name}."""\n\n\n{text}')
    log = tmp_path / "a.log"
    log.write_text("".join(f"k{n % 5} {n / 7}\n" for n in range(20_000)))
    return "--impls", folder.parent, "--workload", "added", "--log", log


def test_a_sum_in_another_order_is_right_and_one_that_is_off_by_more_is_not(
    asked: tuple[str | Path, ...], called: Command
) -> None:
    done = called("bench", "check", *asked, "--edge-cases", "refuse")

    lines = [line for line in done.out.splitlines() if line.startswith("added/")]
    assert lines == ["added/a_little_more: wrong-answer", "added/backwards: ok", "added/forwards: ok"]


def test_a_run_holds_every_process_to_changed_data_within_the_tolerance(
    asked: tuple[str | Path, ...], called: Command
) -> None:
    words = ("--impl", "backwards", "--rounds", "1", "--edge-cases", "off")
    done = called("bench", "run", *asked, *words)

    assert (done.statuses, done.reason("backwards")[:300]) == ({"backwards": "ok"}, "")
    assert any(sample["variant"] for row in done.result["outcomes"] for sample in row["samples"])
