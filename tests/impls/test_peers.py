"""The peers that stand for other programs are right; those that stand for haste are wrong, and it shows."""

import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from bench.model.types import Status
from impls import error_counts
from tests.bench.builders import a_row, a_run
from tests.impls.exercises import load_file
from tests.studies.peers.__main__ import distances

PEERS = Path(__file__).parents[1] / "studies" / "peers"
PROGRAMS = {
    "mawk_fields": ["mawk"],
    "grep_then_mawk": ["grep", "mawk"],
    "grep_sort_uniq": ["grep", "cut", "sort", "uniq"],
}


def load(name: str, workload: str = "error_counts") -> ModuleType:
    return load_file(PEERS / workload / f"{name}.py", f"_peer_{workload}_{name}")


@pytest.mark.parametrize("name", PROGRAMS)
def test_another_program_answers_hostile_data_as_the_reference_does(name: str, tmp_path: Path) -> None:
    missing = [program for program in PROGRAMS[name] if not shutil.which(program)]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed here")
    log = tmp_path / "web.log"
    peer = load(name)

    for case, content in error_counts.HOSTILE.items():
        log.write_bytes(content)

        assert peer.run(log) == error_counts.reference(log), case


@pytest.mark.parametrize("name", ["error_in_line", "unchecked_split", "csv_reader"])
def test_a_hasty_peer_is_right_on_ordinary_data_only(name: str, tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    peer = load(name)
    answers = {}

    for case in ("CRLF line ends", "unbalanced quotes", "the level's text at another border"):
        log.write_bytes(error_counts.HOSTILE[case])
        answers[case] = peer.run(log) == error_counts.reference(log)

    assert answers.pop("CRLF line ends")
    assert not all(answers.values())


@pytest.mark.parametrize(("workload", "name"), [("bytes_read", "read_blocks"), ("lines_with_error", "grep_count")])
def test_a_yardstick_answers_what_it_is_asked(workload: str, name: str, tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    asked, yardstick = load("__init__", workload), load(name, workload)

    for case, content in asked.HOSTILE.items():
        log.write_bytes(content)

        assert yardstick.run(log) == asked.reference(log), case


def test_distances_are_told_in_multiples_of_the_yardsticks() -> None:
    reading = a_row("read_blocks", seconds=0.1)
    samples = tuple(replace(sample, cell=replace(sample.cell, workload="bytes_read")) for sample in reading.samples)
    reading = replace(reading, cell=replace(reading.cell, workload="bytes_read"), samples=samples)

    told = list(distances(a_run(a_row("quick", seconds=0.25), reading, a_row("wrong", status=Status.CRASH))))

    assert [line.split()[0] for line in told[1:]] == ["read_blocks", "quick"]
    assert told[1].endswith("1.00")
    assert 2.4 < float(told[2].split()[-1]) < 2.6
