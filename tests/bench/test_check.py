import sys
from pathlib import Path

import pytest

from bench import check
from bench.check import Question
from bench.errors import BenchError
from bench.model import Limits
from tests.started import opened, settle

WORKLOAD = """
def reference(number):
    return number


def expected(truth):
    open({log!r}, "a").write("asked ")
    return truth["total"]
"""
LIMITS = Limits(seconds=60, memory=1 << 32)


@pytest.fixture
def workload(tmp_path: Path) -> Path:
    path = tmp_path / "question" / "__init__.py"
    path.parent.mkdir()
    path.write_text(WORKLOAD.format(log=str(tmp_path / "log")))
    return path


def a_question(workload: Path) -> Question:
    return check.reference_answer(workload, 5, Path(sys.executable), key=str(workload), limits=LIMITS)


@pytest.mark.measuring
def test_an_answer_is_held_to_what_the_generator_counted_once(
    workload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(monkeypatch.setattr, opened(tmp_path))
    question = a_question(workload)
    for truth in ({"total": 5}, {"total": 5}, {"total": 5, "more": 1}):
        check.cross_check(question, workload, Path(sys.executable), truth)

    assert (tmp_path / "log").read_text() == "asked asked "


@pytest.mark.measuring
def test_a_generator_that_counted_otherwise_is_an_error(workload: Path) -> None:
    with pytest.raises(BenchError, match="question and the generator disagree"):
        check.cross_check(a_question(workload), workload, Path(sys.executable), {"total": 6})
