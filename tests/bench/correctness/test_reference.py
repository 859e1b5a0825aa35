import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.correctness import reference
from bench.correctness.reference import ReferenceQuestion
from bench.host.cache import cache, keeping
from bench.model.errors import BenchError
from bench.model.types import Limits
from tests.started import opened, settle

WORKLOAD = """
def reference(number):
    open({log!r}, "a").write("answered ")
    return number


def expected(truth):
    open({log!r}, "a").write("asked ")
    return truth["total"]
"""
LIMITS = Limits(seconds=60, memory=1 << 32)


@pytest.fixture
def posed(tmp_path: Path) -> ReferenceQuestion:
    path = tmp_path / "question" / "__init__.py"
    path.parent.mkdir()
    path.write_text(WORKLOAD.format(log=str(tmp_path / "log")))
    return ReferenceQuestion(workload=path, source=5, python=Path(sys.executable), key=str(path), limits=LIMITS)


def test_an_answer_is_kept_and_held_to_what_the_generator_counted_each_time(
    posed: ReferenceQuestion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(monkeypatch.setattr, opened(tmp_path))
    for truth in ({"total": 5}, {"total": 5, "more": 1}):
        reference.answer_and_confirm(posed, truth, tmp_path)

    assert (tmp_path / "log").read_text() == "answered asked asked "


def test_an_answer_about_private_data_is_asked_for_once_a_run_and_not_kept(
    posed: ReferenceQuestion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(monkeypatch.setattr, opened(tmp_path))
    private = replace(posed, private=True)
    answers = [reference.answer(private, tmp_path).answer.read_text() for _ in range(2)]

    assert answers == ["5", "5"]
    assert (tmp_path / "log").read_text() == "answered "
    assert not (cache.folder("answers") / posed.name).exists()


def test_a_lie_in_the_place_of_an_answer_is_found_by_what_the_generator_counted(
    posed: ReferenceQuestion, tmp_path: Path
) -> None:
    right = reference.answer_and_confirm(posed, {"total": 5}, tmp_path).digest
    kept = cache.folder("answers") / posed.name / "answer-0.json"
    kept.chmod(0o644)
    kept.write_text("6")
    keeping.record(kept.parent)  # a thorough liar rewrites this too

    assert reference.answer_and_confirm(posed, {"total": 5}, tmp_path).digest == right
    assert json.loads(kept.read_text()) == 5


def test_a_generator_that_counted_otherwise_is_an_error(posed: ReferenceQuestion, tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="the generator disagree") as caught:
        reference.answer_and_confirm(posed, {"total": 6}, tmp_path)

    assert "clean" in caught.value.hint


def test_a_truth_without_the_table_that_is_asked_for_is_no_contradiction(
    posed: ReferenceQuestion, tmp_path: Path
) -> None:
    assert reference.answer_and_confirm(posed, {}, tmp_path).answer.read_text() == "5"
