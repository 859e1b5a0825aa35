import base64
import json
import tracemalloc
import zlib
from pathlib import Path

import pytest

from bench.model.errors import ResultError
from bench.model.types import Outcome
from bench.results import result_file
from reports.html.render import raw_text
from reports.view.provenance.embedding import embed
from tests.reports.builders import a_run, an_outcome

PAGE = '<!doctype html><script type="application/json" id="leanlines-result">{}</script>'


def many() -> list[Outcome]:
    return [an_outcome(f"row_{number}") for number in range(80)]


def kept(text: str, folder: Path) -> Path:
    page = folder / "report.html"
    page.write_text(PAGE.format(raw_text(text)), encoding="utf-8")
    return page


def test_a_usual_result_is_embedded_as_it_is() -> None:
    assert embed(a_run()).startswith("{")
    assert '"outcomes"' in embed(a_run())


def test_a_large_result_is_deflated_and_read_back(tmp_path: Path) -> None:
    run = a_run(*many())
    text = embed(run)

    assert len(text) < len(result_file.to_json(run)) / 5
    assert result_file.read(kept(text, tmp_path)) == run


def test_a_damaged_large_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="damaged"):
        result_file.read(kept('{"deflated":"AAAA"}', tmp_path))


def deflated(size: int, *, byte: bytes = b" ") -> str:
    squeezed = zlib.compressobj(9)
    content = b"".join(squeezed.compress(byte * (1 << 20)) for _ in range(size >> 20)) + squeezed.flush()
    return json.dumps({"deflated": base64.b64encode(content).decode()})


@pytest.mark.parametrize("size", [8 << 20, 80 << 20])
def test_a_small_report_that_inflates_to_a_large_result_is_refused_before_it_takes_memory(
    size: int, tmp_path: Path
) -> None:
    page = kept(deflated(size), tmp_path)
    tracemalloc.start()

    with pytest.raises(ResultError, match=r"report\.html inflates .*[\d,]+ bytes") as caught:
        result_file.read(page)

    assert tracemalloc.get_traced_memory()[1] < 200 << 20
    tracemalloc.stop()
    assert caught.value.hint


def test_a_text_of_too_many_values_is_refused_before_they_are_made(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_bytes(b'{"format":1,"files":[' + b"0," * 2_000_000 + b"0]}")

    with pytest.raises(ResultError, match="holds more values"):
        result_file.read(tmp_path)


def test_no_report_is_drawn_that_could_not_be_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_file, "INFLATED", 1_000_000)

    with pytest.raises(ResultError, match="1,000,000 ") as caught:
        embed(a_run(*many()))
    assert "md" in caught.value.hint


@pytest.mark.parametrize("text", ["&amp;", "&#38;", f"&#{'1' * 5000};"])
def test_nothing_in_the_script_is_a_reference(text: str, tmp_path: Path) -> None:
    plain = json.loads(embed(a_run()))
    plain["plan"]["arguments"] = [text]
    page = tmp_path / "report.html"
    page.write_text(PAGE.format(json.dumps(plain)), encoding="utf-8")

    assert result_file.read(page).plan.arguments == (text,)
