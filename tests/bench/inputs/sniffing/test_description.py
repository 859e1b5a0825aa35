"""What the fields of a sample hold: of what type their values are."""

from datetime import UTC, datetime

import pytest

from bench.formats import shipped
from bench.inputs.sniffing.description import describe
from bench.inputs.sniffing.time_stamps import TIMES, is_time
from tests.bench.inputs.sniffing.test_sniff import of_format

OF_A_NAME = {"time", "date", "logged", "session_start", "time_local"}


@pytest.mark.parametrize("name", sorted({*shipped.names()} - {"piped"}))  # whose samples have other words there
def test_no_field_that_is_called_a_time_holds_text(name: str) -> None:
    found = {each.name: set(each.types) for each in describe(shipped.shipped(name), of_format(name))}

    assert {field: types for field, types in found.items() if field in OF_A_NAME and "text" in types} == {}


@pytest.mark.parametrize(
    ("name", "lines", "types"),
    [
        (
            "json_lines",
            [b'{"ts":1767607200.5,"at":"2026-01-05T10:00:00.5Z","id":"1767607200"}'],
            ["float", "time", "text"],
        ),
        ("logfmt", [b"ts=1767607200.123 at=10:00:00 id=1767607200"], ["time", "time", "number"]),
        (
            "csv",
            [b"day;at;version;serial", b"05.01.2026;10:00:00,5;2.1;20260105100000"],
            ["time", "time", "number", "number"],
        ),
        ("w3c", [b"#Fields: date time cs-method", b"2026-01-05 10:00:00 GET"], ["time", "time", "text"]),
        ("{at:epoch} {n:int} {b}", [b"1767607200 7 x"], ["time", "int", "text"]),
        ("{at:%H.%M} {b:[^%]}", [b"10.00 x"], ["time", "text"]),
        ("cri+json_lines", [b'2026-01-05T10:00:00.1Z stderr F {"t":"Mon, 05 Jan 2026 10:00:00 GMT"}'], ["time"]),
    ],
)
def test_text_that_holds_a_time_is_a_time_and_digits_alone_are_only_where_one_is_expected(
    name: str, lines: list[bytes], types: list[str]
) -> None:
    found = [kind for each in describe(shipped.named(name), lines) for kind in each.types]

    assert [kind for kind in found if kind][: len(types)] == types


@pytest.mark.parametrize("text", ["", "7", "10", "a:b", "192.0.2.7", "2026", "12:30 and later", "2001:db8::1", "1.2.3"])
def test_other_text_is_no_time(text: str) -> None:
    assert not is_time(text, expected=True)


def test_every_time_that_is_proposed_is_known_as_one() -> None:
    assert [kind for kind in TIMES if "%" in kind and not is_time(_example(kind), expected=True)] == []


def _example(kind: str) -> str:
    return datetime(2026, 1, 5, 10, tzinfo=UTC).strftime(kind)


@pytest.mark.parametrize(
    ("name", "lines", "types"),
    [
        (
            "csv",
            [b"a,b", b"7,1.5e3", b"-,x7", b",0x1"],
            [{"number": 1 / 3, "text": 2 / 3}, {"number": 1 / 3, "text": 2 / 3}],
        ),
        ("{a} {b:int}", [b"404 7"], [{"number": 1}, {"int": 1}]),
        ("json_lines", [b'{"a":"7","b":7}'], [{"text": 1}, {"int": 1}]),
    ],
)
def test_text_is_a_number_where_a_question_takes_it_for_one(
    name: str, lines: list[bytes], types: list[dict[str, float]]
) -> None:
    assert [each.types for each in describe(shipped.named(name), lines)] == types


@pytest.mark.parametrize("text", ["Mon, 05 Jan 2026 10:00:00.123456789 +01:00", "2026-01-05 10:00:00.123456789+01:00"])
def test_the_longest_way_to_write_a_time_is_one(text: str) -> None:
    assert is_time(text, expected=False)
    assert not is_time("1" * 9_999, expected=True)


def test_a_field_is_listed_once_by_the_name_that_it_has_in_the_log() -> None:
    described = describe(shipped.shipped("json_lines"), [b'{"ts": 1767607200, "msg": "no route", "lvl": "info"}'])

    assert [each.name for each in described] == ["ts", "msg", "lvl"]
