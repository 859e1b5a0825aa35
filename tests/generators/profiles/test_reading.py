"""A profile may come from anybody: it is refused, or a twin can be made of it."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generators.lines.blocks import LineSpan
from generators.profiles import reading, schema
from generators.profiles.schema import FieldFacts, FrequentValue, JointFacts, LineForm, Profile, RareValues
from generators.twins.writing import TwinWriter

Make = Callable[[str], Profile]
replaced = msgspec.structs.replace
STRANGE: list[Any] = [
    -1,
    0,
    1,
    7,
    999,
    10**15,
    10**90,
    "",
    "a3",
    "§",
    "é",
    "a999",
    "f1",
    "zzz",
    [],
    None,
    True,
    1.5,
    {},
]


def read_back(profile: Profile) -> Profile:
    return reading.parse(schema.text(profile).encode())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


def changed(table: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(table) if isinstance(table, dict) else list(table)
    copy[path[0]] = changed(copy[path[0]], path[1:], value)
    return copy


WRONG: dict[str, Callable[[Profile], Profile]] = {
    "a number beyond all bounds": lambda p: replaced(p, lines=10**90),
    "a form with an unknown field": lambda p: replaced(p, forms=[LineForm([99], 9)]),
    "a kind that there is not": lambda p: replaced(p, fields=[FieldFacts(name="path", kind="x")]),
    "a time without a pattern": lambda p: replaced(p, fields=[FieldFacts(name="path", kind="time")]),
    "a value that was never seen": lambda p: replaced(
        p, fields=[FieldFacts(name="path", kind="text", heads=[FrequentValue("a3", 0)])]
    ),
    "more values than can be drawn from": lambda p: replaced(
        p, fields=[FieldFacts(name="path", kind="text", rare=RareValues(drawn_from=2**32))]
    ),
    "fields that follow from each other": lambda p: replaced(
        p, joint=[JointFacts(0, 1, 1, [], [], (0, 0), []), JointFacts(1, 0, 1, [], [], (0, 0), [])]
    ),
    "pairs of values that there are not": lambda p: replaced(
        p, joint=[JointFacts(0, 1, 1, [("zzz", "0", 9)], [], (0, 0), [])]
    ),
    "a field that equals a later one": lambda p: replaced(
        p, fields=[FieldFacts(name="path", kind="text", equals=1), FieldFacts(name="path", kind="text")]
    ),
    "a field that equals one that equals another": lambda p: replaced(
        p, fields=[FieldFacts(name="path", kind="text", equals=number - 1) for number in range(3)]
    ),
    "a field that equals a time": lambda p: replaced(
        p, fields=[FieldFacts(name="time", kind="time", pattern="%H"), FieldFacts(name="a", kind="text", equals=0)]
    ),
    "more pairs than can be dealt out": lambda p: replaced(
        p, joint=[JointFacts(0, 1, 1, [], [("0", 10**9, 10**9)], (0, 0), [])]
    ),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_no_twin_could_be_made_of_is_refused(change: Callable[[Profile], Profile], profile_of: Make) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_back(change(profile_of("logfmt")))


def test_whatever_is_changed_it_is_refused_or_a_twin_is_made(profile_of: Make) -> None:
    table = msgspec.to_builtins(read_back(profile_of("syslog_rfc3164")))
    everywhere, draw, made = places(table)[1:], random.Random(11), 0

    for _ in range(150):
        strange = changed(table, draw.choice(everywhere), draw.choice(STRANGE))
        try:
            profile = read_back(msgspec.convert(strange, Profile))
        except (ValueError, msgspec.ValidationError, AttributeError, json.JSONDecodeError):
            continue
        made += len(TwinWriter(profile, 1, 50).block(LineSpan(0, 0, 50)).ends)

    assert made > 50 * 10


@pytest.mark.parametrize(
    ("name", "content", "is_one"),
    [
        ("app.log", '{{"a": 1, "schema": "{schema}", "version": 0}}', True),
        ("app.json", '{{"schema": "{schema}"}}\n{{"schema": "{schema}"}}\n', False),
        ("app.profile.json", '{{"message": "it has the schema {schema}"}}', False),
        ("deep.json", "{schema}" + "[" * 100_000, False),
    ],
)
def test_a_profile_is_known_by_its_content(name: str, content: str, *, is_one: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content.format(schema=schema.SCHEMA))

    assert reading.is_profile(tmp_path / name) == is_one
