import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.host.cache import keeping
from bench.inputs.data import datasets
from bench.inputs.data.own_logs import own_log
from bench.model.errors import BenchError, DataError
from bench.model.types import Recipe
from generators.making import manifests, recipes
from generators.profiles import schema
from generators.profiles.schema import LineForm, Profile


@pytest.fixture
def recipe() -> Recipe:
    return recipes.recipe("web_log", lines=300, seed=5)


def test_the_same_recipe_is_made_once_and_found_again(recipe: Recipe) -> None:
    first = datasets.synthetic(recipe)
    made = first.source.stat().st_mtime_ns

    again = datasets.synthetic(recipe)

    assert again.dataset == first.dataset
    assert again.source.stat().st_mtime_ns == made


def test_data_that_was_damaged_since_is_made_again(recipe: Recipe) -> None:
    first = datasets.synthetic(recipe)
    first.source.write_bytes(b"damaged\n")

    assert datasets.synthetic(recipe).dataset == first.dataset


def test_a_manifest_that_was_damaged_since_is_made_again(recipe: Recipe) -> None:
    first = datasets.synthetic(recipe)
    assert isinstance(first.source, Path)
    manifests.beside(first.source).write_text("{")

    assert datasets.synthetic(recipe).dataset == first.dataset


def test_data_has_both_hashes_and_that_of_an_older_release_is_found_with_the_one_it_has(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path))
    first = datasets.synthetic(recipe)
    assert isinstance(first.source, Path)
    beside, known = manifests.beside(first.source), manifests.read(first.source)
    assert known is not None
    assert (first.dataset.sha256, first.dataset.blocks_sha256) == (known.sha256, known.blocks_sha256)
    assert known.sha256 == manifests.digest(first.source) != known.blocks_sha256 != ""

    beside.write_bytes(manifests.to_json(replace(known, blocks_sha256="")))
    keeping.record(beside)

    again = datasets.synthetic(recipe)
    assert (again.dataset, again.stamp) == (replace(first.dataset, blocks_sha256=""), first.stamp)


def test_where_there_is_no_room_for_data_the_hint_names_what_moves_the_cache(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))

    with pytest.raises(DataError, match=r"needed, but 1 ") as caught:
        datasets.synthetic(recipe)

    assert "LEANLINES_CACHE" in caught.value.hint
    assert "--out" not in caught.value.hint


def test_where_no_data_can_be_kept_the_hint_names_what_moves_the_cache(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").touch()
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path))

    with pytest.raises(BenchError, match="contains data") as caught:
        datasets.synthetic(recipe)

    assert "LEANLINES_CACHE" in caught.value.hint


def test_the_result_keeps_the_truth_and_a_preview_of_synthetic_data(recipe: Recipe) -> None:
    dataset = datasets.synthetic(recipe).dataset

    assert dataset.lines == 300
    assert dataset.truth is not None
    assert len(dataset.preview) == datasets.PREVIEW_LINES


def test_a_head_is_cut_in_the_middle_of_a_block_of_lines_and_across_blocks(tmp_path: Path) -> None:
    path = tmp_path / "own.log"
    lines = [b"x" * (number % 50_000) + b"\n" for number in range(0, 3_000_000, 7919)]
    path.write_bytes(b"".join(lines))
    prepared = own_log(path)

    for count in (1, 2, 40, 41, 42, 200, len(lines) - 1):
        head = datasets.head(prepared, count, tmp_path)
        assert head.read_bytes() == b"".join(lines[:count])


def test_the_head_is_the_first_lines_and_the_whole_if_there_are_no_more(tmp_path: Path) -> None:
    path = tmp_path / "own.log"
    path.write_bytes(b"a\nb\nc")
    prepared = own_log(path)

    head = datasets.head(prepared, 2, tmp_path)

    assert head.read_bytes() == b"a\nb\n"
    assert datasets.head(prepared, 3, tmp_path) == path
    assert datasets.head(datasets.number(9), 4, tmp_path) == 4


def test_the_first_lines_are_data_of_their_own(tmp_path: Path, recipe: Recipe) -> None:
    whole = datasets.synthetic(recipe)

    part = datasets.part(whole, 100, tmp_path)

    assert part.source.read_bytes() == b"".join(whole.source.read_bytes().splitlines(keepends=True)[:100])
    assert (part.dataset.lines, part.dataset.copies, part.dataset.preview) == (100, 1, ())
    assert part.dataset.id != whole.dataset.id
    part.check_hash()


def test_data_written_twice_have_twice_the_lines_and_nothing_new(tmp_path: Path, recipe: Recipe) -> None:
    whole = datasets.synthetic(recipe)

    twice = datasets.twice(whole, tmp_path)

    assert twice.source.read_bytes() == whole.source.read_bytes() * 2
    assert (twice.dataset.lines, twice.dataset.copies) == (2 * whole.dataset.lines, 2)
    assert twice.truth is None


def test_part_of_an_own_log_tells_nothing_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "secret-name.log"
    path.write_bytes(b"secret\n" * 10)

    part = datasets.part(own_log(path, show=True), 5, tmp_path)

    assert part.dataset.id.startswith("own-log-")
    assert part.dataset.kind == "own log"
    assert part.dataset.preview == ()


def test_a_number_has_no_part(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        datasets.part(datasets.number(10), 5, tmp_path)


def a_profile() -> str:
    return schema.text(
        Profile(
            format="own", lines=9, sampled=9, bytes=90, wide=0, crlf=0, unended=0, packed=0, lengths=[],
            forms=[LineForm(["a5"], 9)], fields=[], joint=[], back_by=[],
        )
    )  # fmt: skip


def test_a_twin_is_data_like_any_other_and_what_it_counts_answers_no_workload() -> None:
    found = datasets.synthetic(datasets.twin(a_profile(), 300, seed=5))

    assert found.source.read_text().count("\n") == found.dataset.lines == 300
    assert (found.dataset.recipe.generator, found.truth) == ("twin", None)


@pytest.mark.parametrize("text", ["", "{}", "a log line", a_profile().replace("a5", "a6")])
def test_what_is_no_profile_is_refused_before_anything_is_made(text: str) -> None:
    with pytest.raises(DataError, match="not a profile"):
        datasets.twin(text, 300)
