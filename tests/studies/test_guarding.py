"""What the study of cautions counts as a doubt."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.analysis.cautions.caution import Caution, CautionKind
from tests.bench.builders import a_cell
from tests.studies import guarding


@pytest.mark.parametrize(
    ("kind", "code"), [(CautionKind.OTHER_CLOCK, 3), (CautionKind.KEPT, 3), (CautionKind.WIDE_FLOOR, 0)]
)
def test_a_caution_that_doubts_an_honest_row_fails_the_study(
    kind: CautionKind, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(words: list[str]) -> int:
        (Path(words[-1]) / "result").mkdir()
        return 0

    found = Caution(a_cell(), "seconds", kind, "text"), Caution(None, "noise", CautionKind.OTHERS, "text")
    monkeypatch.setattr("bench.cli.app.main", run)
    monkeypatch.setattr("bench.results.result_file.read", lambda _: None)
    monkeypatch.setattr(guarding, "Analysis", lambda _: SimpleNamespace(cautions=found))

    assert guarding.count_cautions(2) == code
    assert f"    2 {kind}" in capsys.readouterr().out
