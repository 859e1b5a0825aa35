import pytest

from bench.cli import repeat_or_resume
from bench.model.types import RepeatedFigure, Repetition

WITHIN = RepeatedFigure("quiet", "memory", "9 MiB", "9 MiB", within=True, tolerance="0.25 MiB")
OUTSIDE = RepeatedFigure("grown", "memory", "9 MiB", "12 MiB", within=False, tolerance="0.25 MiB")
OPEN = RepeatedFigure("noisy", "time", "1.1 times", "1.2 times", within=None)


def said(capsys: pytest.CaptureFixture[str], *figures: RepeatedFigure, **changes: object) -> tuple[int, list[str]]:
    found = Repetition(run_id="r", started="", sha256="ab", figures=figures, **changes)  # type: ignore[arg-type]
    code = repeat_or_resume.show("r.html", found)
    return code, capsys.readouterr().out.splitlines()


def test_the_verdict_comes_first_and_then_only_what_is_not_within(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = said(capsys, WITHIN, OUTSIDE, *[WITHIN] * 30, remarks=("Seconds are not judged.",))

    assert code == 3
    verdict, figure, remark = lines
    assert "1 of 32 figures" in verdict
    assert all(part in figure for part in ("grown", "9 MiB", "12 MiB", "0.25 MiB"))
    assert remark == "Seconds are not judged."


def test_what_was_found_again_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, (verdict,) = said(capsys, WITHIN, WITHIN)

    assert code == 0
    assert "2 figures" in verdict


def test_what_cannot_be_judged_is_counted_and_alone_is_nothing_found(capsys: pytest.CaptureFixture[str]) -> None:
    code, (both,) = said(capsys, WITHIN, OPEN)
    nothing, (alone,) = said(capsys, OPEN)

    assert (code, nothing) == (0, 3)
    assert "1 figure cannot" in both
    assert "1 figure" not in alone


def test_sources_of_the_older_result_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines = said(capsys, WITHIN, embedded=("w/mine",))

    assert lines[-1].endswith(" w/mine.")
