import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.profiles import privacy
from generators.profiles.schema import FEW
from generators.profiles.shapes import mask, merged, shape, size

SHAPES = {
    "abcDE12": "a3A2d2",
    "192.0.2.17": "o3.o1.o1.o2",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301": "x8-x4-x4-x4-x12",
    "deadbeef00": "x10",
    "é한😀": "l1w1s1",
    "a\x00b": "a1c1a1",
    "\udcff": "v1",
    "": "",
    "x" * 1_234: "a400¤123e1",
}


@pytest.mark.parametrize(("text", "expected"), SHAPES.items())
def test_the_shape_of_a_text(text: str, expected: str) -> None:
    assert shape(text) == expected


def test_escapes_of_json_stay_escapes() -> None:
    assert shape('a\\nb\\"c\\u00e9', escapes=True) == 'a1\\na1\\"a1u1'


def test_what_varies_in_a_message_is_masked() -> None:
    text = "took 12 ms for '/a/b' of 192.0.2.1 in /var/log/app.log by 0xff"

    assert mask(text) == ("took § ms for '§' of § in § by §", ["12", "/a/b", "192.0.2.1", "/var/log/app.log", "0xff"])


@given(st.text())
def test_every_shape_is_one_and_has_the_length_of_its_text(text: str) -> None:
    found = shape(text)

    assert privacy.is_shape(found)
    assert size(found) == len(text) or len(text) > 400


@given(st.dictionaries(st.text(max_size=30).map(shape), st.integers(1, 20), max_size=40))
def test_no_count_below_five_is_left_and_none_is_lost(counts: dict[str, int]) -> None:
    found = merged(counts)

    assert all(count >= FEW for _, count in found)
    assert sum(count for _, count in found) == (sum(counts.values()) if sum(counts.values()) >= FEW else 0)
    assert all(privacy.is_shape(form) for form, _ in found)
