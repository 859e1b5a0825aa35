import sys
from pathlib import Path

import pytest

from bench.analysis.claims.file import read
from bench.cli.claims import PAGE, claims, request
from bench.cli.comparing.options import ClaimOptions
from tests.bench.analysis.claims.test_file import CLAIM
from tests.reports.builders import a_cell, a_run, an_outcome, saved

MIB = 2**20


@pytest.fixture
def result(tmp_path: Path) -> Path:
    cell = a_cell("grown_list", workload="countdown")
    return saved(a_run(an_outcome("grown_list", traced=40 * 1e6 / MIB, cell=cell)), tmp_path)


def a_file(folder: Path, *, recorded: str) -> Path:
    path = folder / "claims.toml"
    path.write_text(CLAIM.replace('"confirmed"', f'"{recorded}"'))
    return path


def test_a_wrong_claim_recorded_as_confirmed_ends_with_3(
    tmp_path: Path, result: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = claims(ClaimOptions(claims=a_file(tmp_path, recorded="confirmed"), result=result))

    assert code == 3
    assert "A1 on 3.11: not reproduced" in capsys.readouterr().out


def test_a_wrong_claim_recorded_as_wrong_is_no_news(tmp_path: Path, result: Path) -> None:
    code = claims(ClaimOptions(claims=a_file(tmp_path, recorded="not reproduced"), result=result))

    assert code == 0
    assert "40.0 MB (not reproduced)" in (tmp_path / PAGE).read_text()


def test_the_page_of_a_folder_is_put_into_it(tmp_path: Path, result: Path) -> None:
    claims(ClaimOptions(claims=a_file(tmp_path, recorded="confirmed"), result=result.parent))

    assert (result.parent / PAGE).exists()


def test_only_the_rows_of_the_claims_are_asked_for(tmp_path: Path) -> None:
    asked = request(read(a_file(tmp_path, recorded="confirmed")), ClaimOptions(python=("/somewhere/bin/python3.10",)))

    assert asked.workloads == ("countdown",)
    assert asked.patterns == ("countdown/grown_list",)
    assert "/somewhere" not in " ".join(asked.arguments)


@pytest.mark.slow
def test_a_false_claim_is_measured_and_found_false(tmp_path: Path) -> None:
    path = a_file(tmp_path, recorded="confirmed")
    path.write_text(path.read_text().replace("3.11", "{}.{}".format(*sys.version_info)))

    code = claims(ClaimOptions(claims=path, rounds=1, out=tmp_path / "out"))

    (page,) = (tmp_path / "out").glob(f"*/{PAGE}")
    assert code == 3
    assert "not reproduced" in page.read_text()
