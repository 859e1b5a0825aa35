from dataclasses import replace

import pytest

from bench.model.errors import PlaceError
from bench.model.types import Recipe
from generators.lines.blocks import BLOCK, LineSpan
from generators.making.ledger import BlockPlace, Ledger


def of(lines: int | None = None, size: int | None = None, first: int = 0) -> Recipe:
    return Recipe(generator="web_log", version=1, seed=1, lines=lines, size=size, first=first)


def test_lines_are_divided_at_the_borders_of_blocks() -> None:
    spans = list(Ledger(of(lines=BLOCK + 10, first=BLOCK - 5)).spans())

    assert spans == [LineSpan(0, BLOCK - 5, BLOCK), LineSpan(1, 0, BLOCK), LineSpan(2, 0, 5)]


def test_a_size_is_reached_by_as_many_blocks_as_it_takes() -> None:
    ledger = Ledger(of(size=250))

    places = [ledger.admit(10, 100) for _ in ledger.spans()]

    assert places == [BlockPlace(0, 250), BlockPlace(100, 150), BlockPlace(200, 50)]
    assert ledger.admit(10, 100).limit == 0


def test_the_first_block_tells_whether_there_is_room() -> None:
    Ledger(of(lines=1000), room=100_000).admit(10, 1000)

    with pytest.raises(PlaceError, match=r"100,000 bytes .* 99,999 "):
        Ledger(of(lines=1000), room=99_999).admit(10, 1000)


def test_what_is_kept_is_counted_and_told() -> None:
    told: list[tuple[int, int]] = []
    ledger = Ledger(of(lines=1000), progress=lambda lines, size: told.append((lines, size)))

    ledger.settle(10, 1000)
    ledger.settle(5, 400)

    assert told == [(10, 1000), (15, 1400)]
    assert (ledger.lines, ledger.bytes) == (15, 1400)


def test_fewer_lines_are_made_at_a_time_where_they_are_long() -> None:
    recipe = replace(of(lines=BLOCK + 5), knobs={"long": 0.5, "long_bytes": 1 << 20})

    spans = list(Ledger(recipe).spans())

    assert spans[:2] == [LineSpan(0, 0, 8), LineSpan(0, 8, 16)]
    assert spans[-2:] == [LineSpan(0, BLOCK - 8, BLOCK), LineSpan(1, 0, 5)]
