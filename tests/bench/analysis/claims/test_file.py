import re
from pathlib import Path

import pytest

from bench.analysis.claims.file import read
from bench.analysis.claims.findings import ClaimVerdict
from bench.inputs.catalogue import catalogue
from bench.model.errors import BenchError
from bench.model.paths import CHECKOUT

CLAIM = """
title = "Somebody's article"

[[claims]]
id = "A1"
says = "It needs 10 MB."
how = "Traced."
tolerance = 5
why = "Because."
explains = "It needs {peak}."
recorded = { "3.11" = "confirmed" }
figures = [{ name = "peak", unit = "MB", published = 10, rows = ["countdown/grown_list"] }]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "claims.toml"
    path.write_text(CLAIM)
    return path


def test_a_file_of_claims_is_read(file: Path) -> None:
    claims = read(file)

    (claim,) = claims.claims
    assert claim.recorded == {"3.11": ClaimVerdict.CONFIRMED}
    assert claim.figures[0].published == 10
    assert claims.rows == ("countdown/grown_list",)


@pytest.mark.parametrize(
    ("was", "becomes", "line", "named"),
    [
        ("tolerance = 5", "", 4, "tolerance"),
        ("tolerance = 5", "tolerance = -5", 8, "A1"),
        ("tolerance = 5", 'tolerance = "much"', 8, "`tolerance`"),
        ("how =", "hwo =", 7, "`how`"),
        ("title =", "titel =", 2, "`title`"),
        ("published = 10, ", "", 12, "A1"),
        ("published = 10", "publish = 10", 12, "`published`"),
        ('unit = "MB"', 'unit = "furlongs"', 12, "furlongs"),
        ('"confirmed"', '"proved"', 11, "proved"),
        ("{peak}", "{pique}", 10, "pique"),
        ("{peak}", "{peak", 10, "A1"),
        ('rows = ["countdown/grown_list"]', 'rows = ["countdown"]', 12, "countdown"),
        ('rows = ["countdown/grown_list"]', 'measure = "saved", rows = ["countdown/grown_list"]', 12, "2 rows"),
        ('rows = ["countdown/grown_list"]', "rows = []", 12, "1 row"),
        ("figures =", "figures = 3 #", 12, "`figures`"),
        ("[[claims]]", "[[claims", 4, "not TOML"),
    ],
)
def test_what_cannot_be_tested_is_refused_with_its_place(
    file: Path, was: str, becomes: str, line: int, named: str
) -> None:
    file.write_text(CLAIM.replace(was, becomes, 1))

    with pytest.raises(BenchError) as refused:
        read(file)

    assert str(refused.value).startswith(f"{file}:{line}:")
    assert re.search(rf"{re.escape(named)}(?!\w)", str(refused.value))


def test_two_claims_of_one_name_are_refused(file: Path) -> None:
    file.write_text(CLAIM + CLAIM.partition("\n\n")[2])

    with pytest.raises(BenchError, match="called A1"):
        read(file)


def test_a_file_without_claims_is_refused(file: Path) -> None:
    file.write_text('title = "Nothing"\nclaims = []\n')

    with pytest.raises(BenchError, match="no claim"):
        read(file)


@pytest.mark.parametrize("content", [b"\xff\xfe", b""])
def test_a_file_that_is_no_text_or_empty_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    with pytest.raises(BenchError):
        read(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"absent\.toml"):
        read(tmp_path / "absent.toml")


def test_the_projects_own_claims_are_fourteen_and_their_rows_exist() -> None:
    claims = read(CHECKOUT / "claims.toml")
    known = {f"{item.workload}/{item.name}" for item in catalogue().implementations}

    assert [claim.id for claim in claims.claims] == [f"C{number}" for number in range(1, 15)]
    assert set(claims.rows) <= known
    assert all(set(claim.recorded) == {"3.10", "3.11", "3.12", "3.13"} for claim in claims.claims)
