import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from bench.formats import shipped
from bench.model.errors import DataError
from generators.lines.blocks import LineSpan
from generators.profiles import privacy, reading, schema
from generators.profiles.learn import learn
from generators.profiles.learning import joint, pools
from generators.profiles.learning.columns import ABSENT
from generators.profiles.schema import FieldFacts, Profile
from generators.twins.writing import TwinWriter
from tests.generators.profiles import logs

Make = Callable[[str], Profile]


def fields(profile: Profile) -> dict[str, FieldFacts]:
    return {field.name: field for field in profile.fields}


@pytest.mark.parametrize("kind", logs.KINDS)
def test_a_profile_of_each_form_keeps_its_promise_and_is_read_back_as_it_was(kind: str, profile_of: Make) -> None:
    profile = profile_of(kind)

    assert privacy.breaches(profile, frozenset()) == []
    assert schema.digest(reading.parse(schema.text(profile).encode())) == schema.digest(profile)
    assert schema.text(reading.parse(schema.text(profile).encode())) == schema.text(profile)


def test_kinds_and_counts_of_fields_are_those_of_the_log(profile_of: Make) -> None:
    found = fields(profile_of("combined"))

    kinds = {name: field.kind for name, field in found.items()}
    assert kinds["time"] == "time"
    assert kinds["bytes"] == "number"
    assert kinds["path"] == kinds["client"] == "text"
    assert found["status"].heads[0].shape == "«200»"
    assert [len(found[name].heads) for name in ("status", "agent")] == [3, 3]
    assert found["client"].distinct == 250
    assert found["time"].mean == 1_000_000


def test_a_message_is_templates_with_slots(profile_of: Make) -> None:
    message = fields(profile_of("syslog_rfc3164"))["message"]

    assert message.kind == "template"
    assert sorted(head.shape for head in message.heads) == ["A1a5 a8 a3 a7 a4 a4 § a4 § l1", "A1a7 a3 a4 § l1"]
    assert [len(head.slots) for head in message.heads] in ([1, 2], [2, 1])


def test_fields_of_a_tree_begin_with_what_questions_filter_by(profile_of: Make) -> None:
    profile = profile_of("combined")
    names = [field.name for field in profile.fields]

    edges = {(names[each.parent], names[each.child]) for each in profile.joint}
    assert ("status", "path") in edges


def test_a_field_that_most_lines_lack_decides_nothing_about_these() -> None:
    event = np.arange(2_000) % 8
    code = np.where(event < 2, event, ABSENT)  # it has fewer values, so that it would be the first

    found = joint.tree({0: code, 1: event}, ["code", "event"], [2, 8], {0: code, 1: event})

    assert [(each.parent, each.child) for each in found] == [(1, 0)]


def test_keys_that_nobody_else_has_are_not_in_a_profile(profile_of: Make) -> None:
    text = schema.text(profile_of("json_lines"))

    assert "duration_ms" in text  # as everybody calls it
    assert "customer" not in text
    assert "tier" not in text
    assert "gold" not in text


def test_a_kept_field_is_literal_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(logs.log("json_lines"))

    profile = learn(path, shipped.shipped("json_lines"), keep=["customer_tier"])

    assert profile.kept == ["customer_tier"]
    assert {head.shape for head in fields(profile)["customer_tier"].heads} == {'"«gold»"', '"«silver»"'}


def test_a_field_of_a_format_is_kept_by_the_key_that_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(logs.log("json_lines"))

    assert learn(path, shipped.shipped("json_lines"), keep=["message"]).kept == ["msg"]


def test_the_format_is_guessed(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(logs.log("combined", 400))

    assert learn(path).format == "combined"


def test_a_format_of_ones_own_is_none_of_ours_whatever_it_is_called(tmp_path: Path) -> None:
    path, declared = tmp_path / "log", tmp_path / "piped.toml"
    path.write_text("2026-01-05 10:00:00 7\n" * 9)
    declared.write_text('title = "mine"\nline = "{time} {value:int}"\n')

    assert learn(path, shipped.named(str(declared))).format == "own"


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "too few lines"), (b"\0\0\0\0\0", "binary"), (None, "does not exist")]
)
def test_what_holds_no_lines_is_refused(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "log"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DataError, match=reason):
        learn(path)


def test_a_field_to_keep_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(logs.log("combined", 50))

    with pytest.raises(DataError) as caught:
        learn(path, shipped.shipped("combined"), keep=["nme"])

    assert "client, ident, user, time, method" in caught.value.hint


def test_a_sample_is_spread_over_the_log(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(logs.log("combined", 6_000))

    profile = learn(path, shipped.shipped("combined"), most=1 << 16)

    assert profile.sampled < 1_200
    assert profile.lines == pytest.approx(6_000, rel=0.02)
    (time,) = (field for field in profile.fields if field.kind == "time")
    assert time.mean == 1_000_000  # microseconds from one line to the next: none from one stretch to another


def of_objects(tmp_path: Path, *objects: Mapping[str, float | str]) -> Profile:
    path = tmp_path / "log"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in objects))
    profile = learn(path, shipped.shipped("json_lines"))
    return reading.parse(schema.text(profile).encode())


def test_a_number_that_is_a_name_is_known_by_its_digits_alone(tmp_path: Path) -> None:
    found = fields(of_objects(tmp_path, *[{"cardCvv": 485, "amount": 485}] * 9))

    assert [(each.kind, [head.shape for head in each.heads]) for each in found.values()] == [
        ("text", ["d3"]),
        ("number", ["№485"]),
    ]


@pytest.mark.parametrize(
    ("values", "places", "points"),
    [
        ([987654321012345.5, *(number + 0.123456789 for number in range(9))], 0, 5),
        ([number + 0.125 for number in range(9)], 3, 4130),
        ([f * 1e-05 for f in range(1, 10)], 5, 5),
    ],
)
def test_numbers_keep_as_many_places_as_they_have_room_for(
    values: list[float], places: int, points: int, tmp_path: Path
) -> None:
    (found,) = of_objects(tmp_path, *({"took": value} for value in values)).fields

    assert (found.kind, found.places) == ("number", places)
    assert found.rare.points[len(found.rare.points) // 2] == points


def test_a_number_without_its_exponent_is_a_number() -> None:
    numbers = ("7", "-1.5", "3.2e-05", "1.5E3", "1e-310", "1e99", "7e", "0x1")

    assert list(map(pools.plain, numbers)) == ["7", "-1.5", "0.000032", "1500", "0", None, None, None]
    assert [pools.written("took", text, keep=False) for text in ("1e300", "-2E1", '"1e3"')] == [
        "d15",
        "-d2",
        '"d1a1d1"',
    ]


def test_more_fields_than_a_profile_can_name_are_refused(tmp_path: Path) -> None:
    objects = [{f"key{part}-{at}": 1 for at in range(400)} for part in range(3) for _ in range(5)]

    with pytest.raises(DataError, match=r"1,200"):
        of_objects(tmp_path, *objects)


@pytest.mark.parametrize(
    "text",
    ["caf\udce9", "long " * 900, "5 ¤ «a» § №", '"5 ¤"'],
    ids=["no UTF-8", "a long one", "marks of shapes", "a mark within quotes"],
)
def test_whatever_a_kept_value_is_its_profile_is_read_and_its_twin_is_made(text: str, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(f"2026-01-05 10:00:00|INFO|{text}|::1|u\n".encode("utf-8", "surrogateescape") * 9)

    profile = learn(path, shipped.shipped("piped"), keep=["message"])

    twin = bytes(TwinWriter(reading.parse(schema.text(profile).encode()), 1, 9).block(LineSpan(0, 0, 9)).data)
    value = twin.decode("utf-8", "surrogateescape").split("|")[2]
    assert value == text.replace("¤", "").replace("»", "") if len(text) < 3_000 else len(value) == len(text)


def test_the_name_of_a_kept_field_may_have_bytes_that_are_no_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b'{"caf\xe9":"x"}\n' * 9)

    assert learn(path, shipped.shipped("json_lines"), keep=["caf\udce9"]).kept == ["caf\udce9"]


@pytest.mark.parametrize(
    ("value", "kind"), [(181500, "number"), ("181500", "time"), (1767607200, "time"), ("18:15:00", "time")]
)
def test_a_number_of_json_is_no_time_of_day_which_may_begin_with_zero(
    value: float | str, kind: str, tmp_path: Path
) -> None:
    (found,) = of_objects(tmp_path, *[{"took": value}] * 9).fields

    assert found.kind == kind
