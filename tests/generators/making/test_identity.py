import hashlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.model.types import Recipe
from generators.lines.blocks import BLOCK
from generators.making import identity, make, recipes
from tests.generators.making.making_data import a_recipe, made

LINES = 2 * BLOCK + 1_000


@pytest.fixture(autouse=True, scope="module")
def _short_parts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "PART", 2 * BLOCK)
        yield


@pytest.fixture(scope="module")
def whole(_short_parts: None) -> tuple[Recipe, bytes, str]:
    recipe = a_recipe(lines=LINES, preset="dirty")
    data, manifest = made(recipe)
    return recipe, data, manifest.blocks_sha256


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def test_it_is_the_hash_of_those_of_parts_and_these_are_the_hashes_of_those_of_blocks(
    whole: tuple[Recipe, bytes, str],
) -> None:
    recipe, data, known = whole
    lines = [each + b"\n" for each in data.split(b"\n")[:-1]]
    leaves = [sha256(b"".join(lines[first : first + BLOCK])) for first in range(0, LINES, BLOCK)]

    parts = [sha256(b"".join(leaves[:2])), sha256(b"".join(leaves[2:]))]

    assert sha256(b"".join(parts)).hex() == known
    for part, each in zip(parts, pairwise([0, 2 * BLOCK, LINES]), strict=True):
        assert made(recipes.piece(recipe, *each))[1].blocks_sha256 == part.hex()


@settings(max_examples=20)
@given(cuts=st.lists(st.integers(0, LINES * 80), max_size=5))
def test_it_is_read_from_chunks_that_are_cut_anywhere(whole: tuple[Recipe, bytes, str], cuts: list[int]) -> None:
    recipe, data, known = whole

    chunks = [data[first:last] for first, last in pairwise([0, *sorted(cuts), len(data)])]

    assert identity.of_content(chunks, recipe) == known


@given(line=st.integers(0, 3 * BLOCK), step=st.integers(1, BLOCK))
def test_a_leaf_ends_with_its_block_or_after_so_many_lines_of_it(line: int, step: int) -> None:
    assert identity.border(line, step) == next(
        end for end in range(line + 1, line + BLOCK + 1) if end % BLOCK % step == 0
    )


def test_nothing_follows_the_last_line_of_a_block() -> None:
    data, manifest = made(a_recipe(lines=BLOCK, preset="clean"))

    assert identity.of_content([data], manifest.recipe) == manifest.blocks_sha256
    assert identity.of_content([data[:-1], data[-1:], b""], manifest.recipe) == manifest.blocks_sha256


def test_ten_ranges_made_apart_have_together_that_of_the_whole(whole: tuple[Recipe, bytes, str]) -> None:
    recipe, _, known = whole
    borders = [round(LINES * part / 10) for part in range(11)]

    ranges = [made(recipes.piece(recipe, *each)) for each in pairwise(borders)]

    assert identity.of_content([data for data, _ in ranges], recipe) == known
    for data, manifest in ranges:
        assert identity.of_content([data], manifest.recipe) == manifest.blocks_sha256


@pytest.mark.parametrize("change", [b"", b"x", b"\n", b"x\n"])
def test_any_change_shows(whole: tuple[Recipe, bytes, str], change: bytes) -> None:
    recipe, data, known = whole
    end = data.rindex(b"\n", 0, -1) + 1

    changed = {
        "added": data + (change or b"\0"),
        "cut": data[: len(data) - max(len(change), 1)],
        "within": data[:100] + (b"y" if data[100:101] != b"y" else b"z") + data[101:],
        "a line less": data[:end],
    }

    assert known not in {identity.of_content([content], recipe) for content in changed.values()}


def test_a_size_and_long_lines_are_read_as_they_were_made(tmp_path: Path) -> None:
    sized = recipes.recipe("web_log", size=2_000_000, seed=3)
    long = a_recipe(lines=300, long=0.05, long_bytes=1_000_000)

    for number, recipe in enumerate((sized, long, recipes.piece(long, 45, 290))):
        path = tmp_path / str(number)
        manifest = make.make(recipe, path)
        assert identity.of_content([path.read_bytes()], recipe) == manifest.blocks_sha256
