import hashlib
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


@pytest.fixture(scope="module")
def whole() -> tuple[Recipe, bytes, str]:
    recipe = a_recipe(lines=LINES, preset="dirty")
    data, manifest = made(recipe)
    return recipe, data, manifest.blocks_sha256


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def test_it_is_the_hash_of_the_hashes_of_blocks(whole: tuple[Recipe, bytes, str]) -> None:
    _, data, known = whole
    lines = data.splitlines(keepends=True) if b"\r" not in data else [each + b"\n" for each in data.split(b"\n")[:-1]]
    leaves = [sha256(b"".join(lines[first : first + BLOCK])) for first in range(0, LINES, BLOCK)]

    assert sha256(b"".join(leaves)).hex() == known


def test_of_several_parts_it_is_the_hash_of_theirs(
    whole: tuple[Recipe, bytes, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "PART", BLOCK)
    recipe = whole[0]

    parts = [made(recipes.piece(recipe, *each))[1] for each in pairwise([0, BLOCK, 2 * BLOCK, LINES])]

    hashes = [bytes.fromhex(part.blocks_sha256) for part in parts]
    assert made(recipe)[1].blocks_sha256 == identity.joined(hashes) == sha256(b"".join(hashes)).hex()
    assert identity.of_content([whole[1]], recipe) == identity.joined(hashes)


@settings(max_examples=20)
@given(cuts=st.lists(st.integers(0, LINES * 80), max_size=5))
def test_it_is_read_from_chunks_that_are_cut_anywhere(whole: tuple[Recipe, bytes, str], cuts: list[int]) -> None:
    recipe, data, known = whole

    chunks = [data[first:last] for first, last in pairwise([0, *sorted(cuts), len(data)])]

    assert identity.of_content(chunks, recipe) == known


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
