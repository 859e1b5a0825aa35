from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.content import faker_pool
from generators.content.messages import Writer, lengths
from generators.content.phrases import varying
from generators.content.phrases.languages import LEVELS, of_locale
from generators.lines.random_draws import Draws, zipf
from tests.generators.making.making_data import SEED


@given(st.integers(1, 400), st.integers(60, 2000), st.integers(0, 30))
def test_lengths_have_the_mean_and_the_spread_over_lines(count: int, mean: int, spread: int) -> None:
    weights = zipf(count, 0.3)

    found = lengths(weights, Fraction(mean), spread, Draws(1, 1))

    middle = np.average(found, weights=weights)
    assert middle == pytest.approx(mean, abs=0.05 * spread + 1 + 3 * spread / count)


def test_many_lengths_spread_as_asked() -> None:
    weights = zipf(900, 1.0)

    found = lengths(weights, Fraction(100), 20, Draws(1, 1))

    middle = np.average(found, weights=weights)
    assert np.sqrt(np.average((np.array(found) - middle) ** 2, weights=weights)) == pytest.approx(20, rel=0.1)


@pytest.mark.parametrize("locale", ["en_US", "ko_KR", "ja_JP"])
def test_messages_are_single_fields_each_once_and_near_their_length(locale: str) -> None:
    for level in LEVELS:
        writer = Writer(of_locale(locale), faker_pool.load(SEED, locale), Draws(1, 1), varying=level != "ERROR")
        found = [writer.message(level, 50, rank) for rank in range(60)]
        assert len(set(found)) == 60
        assert not any(set(text) & set("|\r\n") for text in found)
        assert np.mean([len(text.encode()) for text in found]) == pytest.approx(50, abs=4)


def test_frequent_messages_name_nobody_where_nothing_varies() -> None:
    vocabulary = faker_pool.load(SEED, "en_US")
    writer = Writer(of_locale("en_US"), vocabulary, Draws(1, 1), varying=False)

    found = [writer.message("ERROR", 40, rank) for rank in range(20)]

    named = {*vocabulary.values["user_name"], *vocabulary.values["name"]}
    assert not any(name in text for text in found for name in named)
    assert "".join(found).isascii()


def test_frequent_messages_vary_by_line() -> None:
    writer = Writer(of_locale("en_US"), faker_pool.load(SEED, "en_US"), Draws(1, 1), varying=True)

    assert all(varying.places(writer.message("INFO", 40, rank))[1] for rank in range(40))


@pytest.mark.parametrize(("locale", "least"), [("ko_KR", "가"), ("ja_JP", "ぁ")])
def test_paths_are_of_the_words_of_the_locale(locale: str, least: str) -> None:
    writer = Writer(of_locale(locale), faker_pool.load(SEED, locale), Draws(1, 1), varying=True)

    asked = [text for rank in range(12) if "GET /" in (text := writer.message("INFO", 40, rank))]

    assert asked
    assert all(text.split("/")[1] >= least for text in asked)


def test_short_messages_that_have_run_out_become_longer() -> None:
    writer = Writer(of_locale("ja_JP"), faker_pool.load(SEED, "ja_JP"), Draws(1, 1), varying=True)

    assert len({writer.message("CRITICAL", 1, rank) for rank in range(2_000)}) == 2_000


def test_other_locales_speak_their_language_or_english() -> None:
    assert "시간" in "".join(of_locale("ko_KR").levels["ERROR"])
    assert "接続" in "".join(of_locale("ja_JP").levels["ERROR"])
    assert of_locale("de_DE") is of_locale("en_GB")
