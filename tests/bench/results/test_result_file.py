import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model.errors import ResultError
from bench.model.paths import unlike_file
from bench.model.types import Instrument, LineShare, Quantity, Sample
from bench.results import result_file
from tests.bench.builders import UNLIKE_FILES, a_cell, a_row, a_row_of, a_run


def test_a_result_comes_back_as_it_was_written(tmp_path: Path) -> None:
    run = a_run(a_row("one"), a_row("two"))

    result_file.write(run, tmp_path / "result.json")

    assert result_file.read(tmp_path / "result.json") == run


def test_lines_that_a_sampler_saw_come_back_and_a_result_without_them_does_not_mention_them() -> None:
    spent = (LineShare(file="one.py", line=3, samples=7),)
    sample = Sample(cell=a_cell(), instrument=Instrument.LINE_SECONDS, spent=spent, sampler="py-spy")
    run = a_run(a_row_of(sample))

    assert result_file.from_json(result_file.to_json(run), "result.json") == run
    assert sample.lines_spent == spent
    plain = result_file.to_json(a_run(a_row("one")))
    assert (b'"spent"' in plain, b'"sampler"' in plain) == (False, False)


def test_a_folder_stands_for_the_result_in_it(tmp_path: Path) -> None:
    run = a_run(a_row("one"))
    result_file.write(run, tmp_path / "result.json")

    assert result_file.read(tmp_path) == run


def test_a_folder_without_a_result_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match=re.escape(f"no result file {tmp_path}/result.json.")):
        result_file.read(tmp_path)


def test_equal_results_are_equal_bytes() -> None:
    assert result_file.to_json(a_run(a_row("one"))) == result_file.to_json(a_run(a_row("one")))


@pytest.mark.parametrize("figure", [math.nan, math.inf, -math.inf])
def test_a_figure_that_is_no_number_is_rejected_with_its_place_named(tmp_path: Path, figure: float) -> None:
    sample = Sample(cell=a_cell(), instrument=Instrument.TIMING, values={"seconds": Quantity(figure, "s")})

    with pytest.raises(ResultError, match="seconds"):
        result_file.write(a_run(a_row_of(sample)), tmp_path / "result.json")

    assert list(tmp_path.iterdir()) == []


def test_a_result_of_another_format_is_refused_by_its_number() -> None:
    plain = json.loads(result_file.to_json(a_run(a_row("one"))))
    plain["format"] = 99

    with pytest.raises(ResultError, match="format 99"):
        result_file.from_json(json.dumps(plain).encode(), "result.json")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"format": 1}', b"\xff\xfe", b"<html></html>", b"[" * 99_999]
)
def test_a_foreign_or_damaged_file_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(content)

    with pytest.raises(ResultError, match="result"):
        result_file.read(path)


def test_a_truncated_result_is_refused_wherever_it_ends() -> None:
    whole = result_file.to_json(a_run(a_row("one")))

    for end in range(0, len(whole) - 2, max(1, len(whole) // 50)):
        with pytest.raises(ResultError):
            result_file.from_json(whole[:end], "result.json")


@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_the_reader_fail_otherwise(content: bytes) -> None:
    with pytest.raises(ResultError):
        result_file.from_json(content, "result.json")


@pytest.mark.parametrize("kind", UNLIKE_FILES.values(), ids=UNLIKE_FILES)
def test_what_is_no_file_in_its_place_is_named(kind: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    kind(path)

    for named in (tmp_path, path):
        with pytest.raises(ResultError) as caught:
            result_file.read(named)
        assert str(caught.value) == f"{path} is not a result: {unlike_file(path)}."
        assert caught.value.hint


@pytest.mark.parametrize("kind", UNLIKE_FILES.values(), ids=UNLIKE_FILES)
def test_an_unfinished_result_whose_journal_is_no_file_is_refused(kind: Callable[[Path], None], tmp_path: Path) -> None:
    result_file.write(replace(a_run(), ended=""), tmp_path / "result.json")
    kind(tmp_path / "samples.jsonl")

    with pytest.raises(ResultError, match="jsonl is not"):
        result_file.read(tmp_path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(ResultError, match="no result file"):
            result_file.read(path)
