"""The statements that make an answer, of each kind."""

from fractions import Fraction

import pytest

from bench.questions.answer_steps import AnswerSteps, place, returned_rows
from tests.bench.questions.logs import asked

COUNT = AnswerSteps(asked("count", "a"), whole=False)
SUM = AnswerSteps(asked("sum", "a", value="b", top=3), whole=False, key="bytes")
QUANTILE = AnswerSteps(asked("quantile", "a", value="b", quantile=Fraction(9, 10)), whole=True)
LARGEST = AnswerSteps(asked("quantile", "a", value="b", top=2), whole=False)
ORDER = "key=lambda item: (-item[1], item[0])"


def test_each_kind_has_its_types() -> None:
    assert [(each.container, each.annotation, each.returned) for each in (COUNT, SUM, QUANTILE, LARGEST)] == [
        ("counts", "dict[str, int]", "dict[str, int]"),
        ("sums", "dict[bytes, float]", "list[tuple[bytes, float]]"),
        ("values", "dict[str, list[int]]", "dict[str, int]"),
        ("values", "dict[str, list[float]]", "list[tuple[str, float]]"),
    ]
    assert AnswerSteps(SUM.question, whole=True).entry == "int"


def test_a_record_is_taken_into_the_answer() -> None:
    assert COUNT.add("k") == "counts[k] = counts.get(k, 0) + 1"
    assert SUM.add("k", "v") == "sums[k] = sums.get(k, 0) + v"
    assert QUANTILE.add("k", "v") == "values.setdefault(k, []).append(v)"


def test_a_statement_is_guarded_by_what_has_to_hold() -> None:
    assert COUNT.guarded([], "s", 4) == "s"
    assert COUNT.guarded(["a"], "s", 4) == "if a:\n        s"
    assert COUNT.guarded(["(a or b)"], "s", 0) == "if a or b:\n    s"
    assert COUNT.guarded(["(a or b)", "c"], "s", 0) == "if (a or b) and c:\n    s"


def test_an_answer_ends_with_all_groups_or_with_the_largest() -> None:
    each = "{key: sorted(each)[(len(each) - 1) // 2] for key, each in values.items()}"

    assert (COUNT.finish(), COUNT.finish("d")) == ("return counts", "return d")
    assert SUM.finish() == f"return sorted(sums.items(), {ORDER})[:3]"
    assert QUANTILE.finish("d") == ("return {key: sorted(each)[(9 * len(each) - 1) // 10] for key, each in d.items()}")
    assert LARGEST.finish() == f"quantiles = {each}\n    return sorted(quantiles.items(), {ORDER})[:2]"
    assert LARGEST.finish(indent=0) == f"quantiles = {each}\nreturn sorted(quantiles.items(), {ORDER})[:2]"


@pytest.mark.parametrize(
    ("share", "index"),
    [("1", "n - 1"), ("1/2", "(n - 1) // 2"), ("2/3", "(2 * n - 1) // 3"), ("1/10", "(n - 1) // 10")],
)
def test_the_nearest_rank_is_an_index(share: str, index: str) -> None:
    assert place("n", AnswerSteps(asked("quantile", "a", quantile=Fraction(share)), whole=True)) == index


def test_keys_of_bytes_become_text_and_equal_texts_one_key() -> None:
    assert COUNT.decode() == (
        "decoded = {}\n    for key, each in counts.items():\n"
        '        text = key.decode("utf-8", "replace")\n        decoded[text] = decoded.get(text, 0) + each'
    )
    assert QUANTILE.decode(0) == (
        "decoded = {}\nfor key, each in values.items():\n"
        '    decoded.setdefault(key.decode("utf-8", "replace"), []).extend(each)'
    )


def test_rows_of_an_engine_become_the_answer() -> None:
    assert returned_rows("r", COUNT.question) == "return dict(r)"
    assert returned_rows("r", SUM.question) == f"return sorted(r, {ORDER})[:3]"


def test_what_is_kept_of_each_record_is_said_of_a_quantile_alone() -> None:
    assert "numbers" in QUANTILE.kept("line")
    assert "numbers" not in COUNT.kept("line") == SUM.kept("line")
