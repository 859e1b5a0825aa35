import pytest

from bench.model.errors import UsageError
from bench.model.types import Scalar
from generators.making import recipes
from generators.registry import GENERATORS
from tests.generators.making.making_data import SEED, a_recipe


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


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"name": "web_lock"}, "no generator 'web_lock'. Did you mean 'web_log'"),
        ({"preset": "clan"}, "no preset 'clan'. Did you mean 'clean'"),
        ({"preset": "zzz"}, "There are: clean, realistic"),
        ({"eror": 0.1}, "no knob 'eror'. Did you mean 'error'"),
        ({"error": 1.5}, "error is 1.5; it must be from 0 to 1"),
        ({"error": "many"}, "A setting cannot be used"),
        ({"users": 2.5}, "A setting cannot be used"),
        ({"locale": "xx_XX"}, "Faker has no locale 'xx_XX'"),
        ({"locale": "../up"}, "Faker has no locale '../up'"),
        ({"lines": None}, "either --lines or --size"),
        ({"size": 5}, "either --lines or --size"),
        ({"seed": -1}, "The seed is -1; it must be 0 or more"),
    ],
)
def test_what_cannot_be_is_refused_with_a_word_of_help(wanted: dict[str, Scalar], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        recipes.recipe(**{"name": "web_log", "lines": 10, "seed": SEED} | wanted)  # type: ignore[arg-type]

    assert message in str(caught.value)


@pytest.mark.parametrize(("first", "last"), [(5, 5), (7, 3), (0, 11)])
def test_a_piece_lies_within_the_whole(first: int, last: int) -> None:
    with pytest.raises(UsageError, match="There are no lines"):
        recipes.piece(a_recipe(lines=10), first, last)


@pytest.mark.parametrize("locale", ["ko-KR", "ko_kr", "KO_KR", "EN", ""])
def test_a_locale_has_one_spelling(locale: str) -> None:
    with pytest.raises(UsageError, match="not a locale"):
        recipes.recipe("web_log", lines=5, locale=locale)
