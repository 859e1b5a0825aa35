import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.inputs.data import datasets
from bench.model.errors import BenchError, DataError
from bench.model.types import Recipe, Records
from generators.making import manifests, recipes


@pytest.fixture
def recipe() -> Recipe:
    return recipes.recipe("web_log", lines=300, seed=5)


def test_the_same_recipe_is_made_once_and_found_again(recipe: Recipe) -> None:
    first = datasets.synthetic(recipe)
    assert isinstance(first.source, Path)
    made = first.source.stat().st_mtime_ns

    again = datasets.synthetic(recipe)

    assert again.dataset == first.dataset
    assert isinstance(again.source, Path)
    assert again.source.stat().st_mtime_ns == made


def test_data_that_was_damaged_since_is_made_again(recipe: Recipe) -> None:
    first = datasets.synthetic(recipe)
    assert isinstance(first.source, Path)
    first.source.write_bytes(b"damaged\n")

    assert datasets.synthetic(recipe).dataset == first.dataset


def test_a_manifest_that_was_damaged_since_is_made_again(recipe: Recipe) -> None:
    first = datasets.synthetic(recipe)
    assert isinstance(first.source, Path)
    manifests.beside(first.source).write_text("{")

    assert datasets.synthetic(recipe).dataset == first.dataset


def test_where_there_is_no_room_for_data_the_hint_names_what_moves_the_cache(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))

    with pytest.raises(DataError, match=r"bytes are needed, and 1 are free") as caught:
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


@pytest.mark.parametrize(
    ("content", "lines"), [(b"", 0), (b"a\n", 1), (b"a\nb", 2), (b"\n\n", 2), (b"\r\n", 1), (b"x", 1), (b"a\rb\0c", 1)]
)
def test_lines_of_an_own_log_are_counted_by_their_ends(tmp_path: Path, content: bytes, lines: int) -> None:
    path = tmp_path / "own.log"
    path.write_bytes(content)

    dataset = datasets.own_log(path).dataset

    assert (dataset.lines, dataset.bytes) == (lines, len(content))


def test_of_an_own_log_it_is_counted_what_was_understood(tmp_path: Path) -> None:
    log = tmp_path / "own.log"
    log.write_bytes(b"t|ERROR|m|i|u\nt|INFO|m|i|u\nno pipes\nt|ERROR|caf\xe9|i|u")

    found, other = datasets.own_log(log, piped=True).dataset, datasets.own_log(log).dataset

    assert (found.records, found.utf8) == (Records(whole=3, malformed=1, errors=2, messages=2), False)
    assert (other.records, other.utf8) == (None, False)


def test_an_own_log_is_not_shown_unless_that_was_allowed(tmp_path: Path) -> None:
    path = tmp_path / "secret-name.log"
    path.write_bytes(b"secret\n")

    hidden, shown = datasets.own_log(path).dataset, datasets.own_log(path, show=True).dataset

    assert "secret" not in repr(hidden)
    assert hidden.truth is None
    assert shown.preview == ("secret",)


def test_what_is_not_an_ordinary_file_is_refused_without_opening_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path, tmp_path / "none", tmp_path / "pipe", Path("/dev/zero"), Path("a\0b")):
        with pytest.raises(DataError):
            datasets.own_log(path)


@pytest.mark.parametrize("magic", datasets._PACKED)
def test_a_packed_file_is_refused_with_the_command_that_unpacks_it(tmp_path: Path, magic: bytes) -> None:
    path = tmp_path / "log.packed"
    path.write_bytes(magic + b"rest")

    with pytest.raises(DataError) as caught:
        datasets.own_log(path)

    assert "decompress first" in caught.value.hint


def test_a_head_is_cut_in_the_middle_of_a_block_of_lines_and_across_blocks(tmp_path: Path) -> None:
    path = tmp_path / "own.log"
    lines = [b"x" * (number % 50_000) + b"\n" for number in range(0, 3_000_000, 7919)]
    path.write_bytes(b"".join(lines))
    prepared = datasets.own_log(path)

    for count in (1, 2, 40, 41, 42, 200, len(lines) - 1):
        head = datasets.head(prepared, count, tmp_path)
        assert isinstance(head, Path)
        assert head.read_bytes() == b"".join(lines[:count])


def test_the_head_is_the_first_lines_and_the_whole_if_there_are_no_more(tmp_path: Path) -> None:
    path = tmp_path / "own.log"
    path.write_bytes(b"a\nb\nc")
    prepared = datasets.own_log(path)

    head = datasets.head(prepared, 2, tmp_path)

    assert isinstance(head, Path)
    assert head.read_bytes() == b"a\nb\n"
    assert datasets.head(prepared, 3, tmp_path) == path
    assert datasets.head(datasets.number(9), 4, tmp_path) == 4


def test_the_first_lines_are_data_of_their_own(tmp_path: Path, recipe: Recipe) -> None:
    whole = datasets.synthetic(recipe)
    assert isinstance(whole.source, Path)

    part = datasets.part(whole, 100, tmp_path)

    assert isinstance(part.source, Path)
    assert part.source.read_bytes() == b"".join(whole.source.read_bytes().splitlines(keepends=True)[:100])
    assert (part.dataset.lines, part.dataset.copies, part.dataset.preview) == (100, 1, ())
    assert part.dataset.id != whole.dataset.id
    part.check_hash()


def test_data_written_twice_have_twice_the_lines_and_nothing_new(tmp_path: Path, recipe: Recipe) -> None:
    whole = datasets.synthetic(recipe)
    assert isinstance(whole.source, Path)

    twice = datasets.twice(whole, tmp_path)

    assert isinstance(twice.source, Path)
    assert twice.source.read_bytes() == whole.source.read_bytes() * 2
    assert (twice.dataset.lines, twice.dataset.copies) == (2 * whole.dataset.lines, 2)
    assert twice.truth is None


def test_part_of_an_own_log_tells_nothing_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "secret-name.log"
    path.write_bytes(b"secret\n" * 10)

    part = datasets.part(datasets.own_log(path, show=True), 5, tmp_path)

    assert part.dataset.id.startswith("own-log-")
    assert part.dataset.kind == "own log"
    assert part.dataset.preview == ()


def test_a_number_has_no_part(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        datasets.part(datasets.number(10), 5, tmp_path)
