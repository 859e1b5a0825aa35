from collections.abc import Callable

import msgspec
import pytest

from generators.profiles import privacy, reading, schema
from generators.profiles.schema import FieldFacts, FrequentValue, LineForm, Profile, RareValues, SlotPool

Make = Callable[[str], Profile]
replaced = msgspec.structs.replace


def with_field(profile: Profile, **facts: object) -> Profile:
    return replaced(profile, fields=[*profile.fields, FieldFacts(name="path", kind="text", **facts)])  # type: ignore[arg-type]


LEAKS: dict[str, Callable[[Profile], Profile]] = {
    "a value": lambda p: with_field(p, heads=[FrequentValue("secret", 9)]),
    "a literal value": lambda p: with_field(p, heads=[FrequentValue("«secret»", 9)]),
    "a literal of another role": lambda p: with_field(p, heads=[FrequentValue("«404»", 9)]),
    "a rare shape": lambda p: with_field(p, rare=RareValues(shapes=[("a3 pass", 9)])),
    "a slot": lambda p: with_field(p, heads=[FrequentValue("§", 9, [SlotPool([("1234", 9)])])]),
    "a rare count": lambda p: with_field(p, heads=[FrequentValue("a3", 4)]),
    "a short word": lambda p: with_field(p, heads=[FrequentValue("bob", 9)]),
    "a name": lambda p: replaced(p, fields=[FieldFacts(name="margaret", kind="text")]),
    "a kind": lambda p: replaced(p, fields=[FieldFacts(name="path", kind="secret")]),
    "a pattern": lambda p: with_field(p, pattern="%Yabc"),
    "a text between fields": lambda p: replaced(p, forms=[LineForm(["secret: ", 0], 9)]),
    "a literal between fields": lambda p: replaced(p, forms=[LineForm(["«secret»", 0], 9)]),
    "a header": lambda p: replaced(p, header="salary,bonus"),
    "a format": lambda p: replaced(p, format="Of Our Firm"),
    "a pair": lambda p: replaced(p, joint=[schema.JointFacts(0, 1, 9, [("secret", "1", 9)], [], (0, 0), [])]),
    "few lines of pairs": lambda p: replaced(p, joint=[schema.JointFacts(0, 1, 9, [], [("1", 4, 2)], (0, 0), [])]),
    "few lines of other pairs": lambda p: replaced(p, joint=[schema.JointFacts(0, 1, 9, [], [], (4, 2), [])]),
    "a length": lambda p: with_field(p, heads=[FrequentValue("a400¤1880", 9)]),
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_a_planted_part_of_a_log_is_found(leak: Callable[[Profile], Profile], profile_of: Make) -> None:
    assert privacy.breaches(leak(profile_of("combined")))


HARMLESS: dict[str, Callable[[Profile], Profile]] = {
    "a count of five": lambda p: with_field(p, heads=[FrequentValue("a3", 5)], rare=RareValues(shapes=[("d3", 5)])),
    "a status": lambda p: replaced(
        p, fields=[*p.fields, FieldFacts(name="status", kind="text", heads=[FrequentValue("«404»", 9)])]
    ),
    "a pattern": lambda p: with_field(p, pattern="%Y-%m-%dT%H:%M:%SZ"),
    "a word between fields that everybody uses": lambda p: replaced(p, forms=[LineForm(["«Status»=", 0], 9)]),
    "a word of the format": lambda p: replaced(p, forms=[LineForm(["«Ours»=", 0], 9)]),
    "a name that was kept": lambda p: replaced(p, kept=["margaret"], fields=[FieldFacts(name="margaret", kind="text")]),
    "a kept value": lambda p: replaced(
        p, kept=["a"], fields=[FieldFacts(name="a", kind="text", heads=[FrequentValue("«margaret»", 9)])]
    ),
    "pairs": lambda p: replaced(p, joint=[schema.JointFacts(0, 1, 9, [("0", "1", 5)], [("1", 5, 2)], (5, 2), [])]),
    "no other pairs": lambda p: replaced(p, joint=[schema.JointFacts(0, 1, 9, [], [], (0, 0), [])]),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_says_nothing_of_a_log_is_no_breach(change: Callable[[Profile], Profile], profile_of: Make) -> None:
    assert privacy.breaches(change(profile_of("combined")), frozenset({"Ours"})) == []


@pytest.mark.parametrize(
    ("text", "is_shape"),
    [
        ("a3", True),
        ("a3 «GET»§\\n-", True),
        ("", True),
        ("abc", False),
        ("a", False),
        ("a b3", False),
        ("a3b", False),
        ("ä", False),
        ("a3¤123e1", True),
        ("a3¤1234", False),
        ("a3¤", False),
        ("№-123e2", True),
        ("№1234", False),
        ("№", False),
    ],
)
def test_a_shape_holds_nothing_but_classes_lengths_words_and_signs(text: str, *, is_shape: bool) -> None:
    assert privacy.is_shape(text) == is_shape


def test_numbers_have_three_digits_and_hashes_no_long_run(profile_of: Make) -> None:
    text = schema.text(profile_of("combined"))

    assert [schema.digits(number) for number in (0, 999, 1_000, 12_345, -98_765)] == [
        "0",
        "999",
        "100e1",
        "123e2",
        "-988e2",
    ]
    assert max(map(len, reading.parse(text.encode()).hash.split("-"))) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"schema":1e999999999}', b"\xff", b"[" * 5_000, b'{"lines": 1234567}', b'{"lines": NaN}'],
)
def test_what_is_no_profile_is_refused(content: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        reading.parse(content)


def test_a_profile_of_an_earlier_version_is_refused_by_its_version(profile_of: Make) -> None:
    earlier = schema.text(replaced(profile_of("combined"), version=1))

    with pytest.raises(ValueError, match="version 1"):
        reading.parse(earlier.encode())


def test_a_profile_that_was_edited_is_refused(profile_of: Make) -> None:
    text = schema.text(profile_of("combined"))

    with pytest.raises(ValueError, match="hash"):
        reading.parse(text.replace('"crlf":0', '"crlf":900').encode())
