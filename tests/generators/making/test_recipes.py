from typing import Any

import pytest

from bench.model.errors import UsageError
from generators.making import recipes
from generators.registry import GENERATORS
from tests.generators.making.making_data import SEED, a_recipe
from tests.gold import Gold


def test_presets_and_defaults_are_spelled_out() -> None:
    recipe = a_recipe(preset="clean", error=0.2)

    assert recipe.knobs["error"] == 0.2
    assert recipe.knobs["cut"] == 0.0
    assert recipe.knobs["locale"] == "en_US"
    assert recipe == a_recipe(preset="clean", error=0.2)


@pytest.mark.parametrize("kind", GENERATORS)
def test_every_preset_of_every_kind_can_be_made(kind: str) -> None:
    for preset in GENERATORS[kind].PRESETS:
        assert a_recipe(kind, preset=preset).generator == kind
    assert {"clean", "realistic", "dirty", "high-cardinality"} == set(GENERATORS[kind].PRESETS)


def test_what_cannot_be_is_refused_with_a_word_of_help(gold: Gold) -> None:
    usual: dict[str, Any] = {"name": "web_log", "lines": 10, "seed": SEED}

    def refusal(wanted: dict[str, Any]) -> str:
        with pytest.raises(UsageError) as caught:
            recipes.recipe(**usual | wanted)
        return f"{wanted}: {caught.value} {caught.value.hint}"

    cases: list[dict[str, Any]] = [
        *({"name": "web_lock"}, {"preset": "clan"}, {"preset": "zzz"}, {"lines": None}, {"size": 5}, {"seed": -1}),
        *({"eror": 0.1}, {"error": 1.5}, {"error": "many"}, {"users": 2.5}, {"locale": "xx_XX"}, {"locale": "../up"}),
    ]
    gold("data", "impossible recipes", "\n".join(map(refusal, cases)))


@pytest.mark.parametrize(("first", "last"), [(5, 5), (7, 3), (0, 11)])
def test_a_piece_lies_within_the_whole(first: int, last: int) -> None:
    with pytest.raises(UsageError, match="There are no lines"):
        recipes.piece(a_recipe(lines=10), first, last)


@pytest.mark.parametrize("locale", ["ko-KR", "ko_kr", "KO_KR", "EN", ""])
def test_a_locale_has_one_spelling(locale: str) -> None:
    with pytest.raises(UsageError, match="not a locale"):
        recipes.recipe("web_log", lines=5, locale=locale)


@pytest.mark.parametrize(("first", "last"), [(0, 10), (3, 10), (0, 1), (9, 10)])
def test_a_piece_has_the_lines_from_its_first_to_its_last(first: int, last: int) -> None:
    piece = recipes.piece(a_recipe(lines=10), first, last)

    assert (piece.first, piece.lines) == (first, last - first)


def test_seeds_begin_with_0() -> None:
    assert recipes.recipe("web_log", lines=5, seed=0).seed == 0
