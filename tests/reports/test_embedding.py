from pathlib import Path

import pytest

from bench import results
from bench.errors import ResultError
from reports import embedding
from reports.html import raw_text
from tests.reports.builders import a_run, an_outcome

PAGE = '<!doctype html><script type="application/json" id="leanlines-result">{}</script>'


def many() -> list:
    return [an_outcome(f"row_{number}") for number in range(80)]


def kept(text: str, folder: Path) -> Path:
    page = folder / "report.html"
    page.write_text(PAGE.format(raw_text(text)), encoding="utf-8")
    return page


def test_a_usual_result_is_embedded_as_it_is() -> None:
    assert embedding.embedded(a_run()).startswith("{")
    assert '"outcomes"' in embedding.embedded(a_run())


def test_a_large_result_is_deflated_and_read_back(tmp_path: Path) -> None:
    run = a_run(*many())
    text = embedding.embedded(run)

    assert len(text) < len(results.to_json(run)) / 5
    assert results.read(kept(text, tmp_path)) == run


def test_a_damaged_large_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="damaged"):
        results.read(kept('{"deflated":"AAAA"}', tmp_path))
