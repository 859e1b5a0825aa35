import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.profiles import privacy
from generators.profiles.schema import FEW
from generators.profiles.shapes import LONGEST, _coarser, _step, _typical, mask, merged, shape, size

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
    "x" * 400: "a400",
    "x" * 401: "a400¤401",
    "\u07ff\u0800": "l1w1",
    "\uffff\U00010000": "w1s1",
    "DEADBEEF00": "X10",
    "3F2504E0-4F89-11D3-9A0C-0305E82C3301": "X8-X4-X4-X4-X12",
    "0xfF of 1.2.3": "h4 a2 d1.d1.d1",
    "\t": "\t",
    "a!#$%&b!#$%&(": "a1!#$%&a1!!!!!!",
    "a------b": "a1------a1",
    '{"a":[{"b":"c"}],"d":{}}}}': '{"a1":[{"a1":"a1"}],"a1":{}}}}',
}


@pytest.mark.parametrize(("text", "expected"), SHAPES.items())
def test_the_shape_of_a_text(text: str, expected: str) -> None:
    assert shape(text) == expected


def test_escapes_of_json_stay_escapes() -> None:
    assert shape('a\\nb\\"c\\u00e9', escapes=True) == 'a1\\na1\\"a1u1'


def test_a_template_keeps_its_marks_and_a_long_text_no_half_escape() -> None:
    assert shape("ab § 12 §", slots=True) == "a2 § d2 §"
    assert shape("a§" * 300, slots=True) == "a1§" * 200
    assert shape("a" * (LONGEST - 1) + "\\n", escapes=True) == "a399¤401"


@pytest.mark.parametrize(
    ("form", "coarser", "typical"),
    [
        ("a3A2d2 a40/a5", ["a7 a40/a5", "a7 a40/a5", "a7 a40/a5", "a7 a48", "a56"], "a3A2d2 a40/a5"),
        ("a3A2 d500d600", ["a5 d999", "a5 d999", "a5 a400", "a5 a400", "a400"], "a3A2 d500d600"),
        ("o3.o1.o9.o2", ["o3.o1.o9.o2", "o3.o1.o3.o2", "a20"], "o3.o2.o2.o2"),
        ("/a3/a5/a9", ["/a3/a5/a9", "/a3/a5/a10", "/a3/a5/a10", "a20"], "/a10/a10"),
        ("/a3/a5/", ["/a3/a5/"] * 3 + ["a12"], "/a10/a1"),
        ("a3/a5", ["a3/a5"] * 3 + ["a10"], "a3/a5"),
        ("/a3", ["/a3"] * 3 + ["a4"], "/a3"),
        ("/a3/§", ["/a3/§", "/a3/§", "/a3/a1", "a5"], "/a3/§"),
        ("d20", ["d20", "d20", "d20"], "d8"),
        ("h9", ["h9", "h9", "a10"], "h8"),
        ("x17", ["x17", "x16", "a16"], "x8"),
        ("a17-a9¤123e1", ["a17-a9¤123e1", "a16-a10¤123e1", "a400¤102e1"], "a17-a9¤123e1"),
        ('"a9 d2"', ['"a9 d2"', '"a10 d2"', "a10 a3", "a10 a3", '"a12"'], '"a9 d2"'),
        ('""', ['""', '""', '"a1"'], '""'),
        ('"', ['"', '"', "a1"], '"'),
        ("«GET» a3?a2=d5", ["A3 a3?a2=d5", "A3 a3?a2=d5", "a3 a3?a2=d5", "a3 a3?a8", "a16"], "«GET» a3?a2=d5"),
    ],
)
def test_a_rare_shape_loses_detail_step_by_step(form: str, coarser: list[str], typical: str) -> None:
    assert (list(_coarser(form)), _typical(form)) == (coarser, typical)


def test_a_length_is_rounded_to_an_eighth() -> None:
    lengths = (0, 1, 2, 7, 8, 9, 10, 15, 16, 17, 18, 19, 31, 33, 100, 998, 2_000)

    assert list(map(_step, lengths)) == [1, 1, 2, 7, 8, 10, 10, 16, 16, 16, 20, 20, 32, 32, 96, 999, 999]


@pytest.mark.parametrize(
    ("counts", "strict", "left"),
    [
        ({"a3d2": 4, "a3d3": 4, "a1": 9}, False, [("a1", 17)]),
        ({"a3d2": 5, "a3d3": 4, "a6": 1}, False, [("a3d2", 5), ("a6", 5)]),
        ({"a3": 2, "a4": 2}, False, []),
        ({"a3": 4, "a4": 1}, False, [("a8", 5)]),
        ({'"a3"': 3, '"b"': 3}, False, [('"a8"', 6)]),
        ({"o3.o1.o1.o2": 3, "o2.o2.o2.o2": 3}, True, [("o3.o2.o2.o2", 6)]),
        ({"/a3/a9": 3, "/a5/a40": 4, "d3": 3, "d9": 4}, True, [("d8", 14)]),
        ({"/a3/a9": 3, "/a3/a10": 4}, True, [("/a3/a10", 7)]),
        ({"/a3/a9": 3, "/a40/a9": 4}, True, [("/a15/a15", 7)]),
        ({"/a1/a1": 4, "/a1/a1/": 4, "d3": 3}, True, [("/a1/a1", 11)]),
        ({"d4": 2, "x9": 4}, True, [("x8", 6)]),
        ({"h3": 2, "X9": 4}, True, [("X8", 6)]),
        ({"o3.o1.o1.o2": 4, "d9": 1}, True, [("o3.o2.o2.o2", 5)]),
        ({"a3-a4": 4, "d9": 3}, True, [("a8", 7)]),
        ({'"a3"': 3, '"b"': 3}, True, [('"a8"', 6)]),
    ],
)
def test_rare_shapes_are_merged_with_their_like(
    counts: dict[str, int], *, strict: bool, left: list[tuple[str, int]]
) -> None:
    assert merged(counts, strict=strict) == left


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
