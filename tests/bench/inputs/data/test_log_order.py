"""Rotated logs are read in the order in which they were written, each once."""

import gzip
import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.formats import shipped
from bench.inputs.data.files.log_files import look_at
from bench.inputs.data.first_times import find_first_time
from bench.inputs.data.log_order import in_order, without_copies

PIPED = "2024-01-{:02} 10:30:45|ERROR|m|203.0.113.7|1\n"


def ordered(folder: Path, contents: dict[str, str]) -> list[str]:
    """Return the names of files in the order in which they are read, whatever the one in which they are found."""
    for name, content in contents.items():
        (folder / name).write_text(content)
    files = [look_at(folder / name) for name in contents]
    random.Random(3).shuffle(files)
    return [Path(file.name).name for file in in_order(files)]


def test_the_first_time_decides_whatever_the_names_say(tmp_path: Path) -> None:
    names = ["b.log", "a.log.1", "z", "a.log"]

    assert ordered(tmp_path, {name: PIPED.format(day) * 3 for day, name in enumerate(names, 1)}) == names


@pytest.mark.parametrize(
    "names",
    [
        ["app.log.10", "app.log.2", "app.log.1", "app.log"],
        ["app.log.10.gz", "app.log.9.bz2", "app.log.1", "app.log"],
        ["app.10.log", "app.2.log", "app.log"],
        ["app.log-20231231", "app.log-20240102.gz", "app.log"],
        ["app.2024-01-02.log", "app.2024-01-10.log", "app.log"],
        ["node2.log", "node10.log"],
    ],
)
def test_without_times_the_names_decide(names: Sequence[str], tmp_path: Path) -> None:
    assert ordered(tmp_path, dict.fromkeys(names, "no time\n")) == list(names)


def test_where_one_file_has_no_time_the_names_decide_for_all(tmp_path: Path) -> None:
    assert ordered(tmp_path, {"app.log.1": PIPED.format(9), "app.log": "no time\n"}) == ["app.log.1", "app.log"]


def test_an_empty_file_hides_no_times(tmp_path: Path) -> None:
    names = {"b.log": PIPED.format(1), "a.log": PIPED.format(2), "c.log": ""}

    assert ordered(tmp_path, names) == list(names)


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("2024-01-15T10:30:45.5+02:00 x", 1_705_307_445.5),
        ("2024/01/15 10:30:45 [error] x", 1_705_314_645),
        ('203.0.113.7 - - [15/Jan/2024:10:30:45 -0330] "GET"', 1_705_327_245),
        ("Jan 15 10:30:45 host x", 1_705_314_645),
        ("Dec 31 23:59:60 host x", 1_704_067_199),  # of the year before: it is not later than the file
        ("2024-01-15\t10:30:45\tx", 1_705_314_645),
        ("no time", None),
        ("2024-02-31 10:30:45", None),
    ],
)
def test_the_first_time_of_a_line_is_found(line: str, seconds: float | None) -> None:
    changed = 1_706_000_000.0  # in January 2024

    assert find_first_time(line.encode(), None, changed) == seconds


@pytest.mark.parametrize("number", ["1705314645.25", "1705314645250", '"1705314645250"', '"1705314645250000000"'])
def test_the_format_says_where_the_time_is(number: str) -> None:
    line = f'{{"expires": "2030-01-01T00:00:00Z", "ts": {number}, "msg": "a"}}\n'

    assert find_first_time(line.encode(), shipped.shipped("json_lines"), 0) == pytest.approx(1_705_314_645.25)


def test_what_two_files_hold_counts_once_and_is_said(tmp_path: Path) -> None:
    (tmp_path / "app.log.10").write_text(PIPED.format(1))
    (tmp_path / "app.log.10.gz").write_bytes(gzip.compress(PIPED.format(1).encode()))
    (tmp_path / "app.log.11").write_text(PIPED.format(1) + PIPED.format(2))
    os.link(tmp_path / "app.log.10", tmp_path / "linked")

    kept, notes = without_copies([look_at(path) for path in sorted(tmp_path.iterdir())])

    assert [Path(file.name).name for file in kept] == ["app.log.10", "app.log.11"]
    assert [("app.log.10.gz" in note, "app.log.10 " in note or "app.log.10," in note) for note in notes[:1]] == [
        (True, True)
    ]
    assert len(notes) == 2


def test_a_damaged_file_is_like_no_other(tmp_path: Path) -> None:
    whole = gzip.compress(PIPED.format(1).encode() * 9_000)
    (tmp_path / "a").write_bytes(whole)
    (tmp_path / "b").write_bytes(whole[:-9])

    assert len(without_copies([look_at(path) for path in sorted(tmp_path.iterdir())])[0]) == 2
