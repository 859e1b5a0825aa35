"""What a format says of a line, how it is read, and how it is written."""

from pathlib import Path

import pytest

from bench.formats import shipped
from bench.formats.by_columns import ColumnsReading
from bench.formats.by_keys import JsonReading, LogfmtReading
from bench.formats.by_nesting import NestedReading
from bench.formats.by_template import TemplateReading
from bench.formats.loading import load_text
from bench.formats.log_format import LogFormat


def declared(how: str) -> LogFormat:
    return load_text("own", f"title = 't'\n{how}\n", Path("own.toml"))


LINE = declared("line = '{level:severity} {a:int|-} {message:rest}'")
OBJECTS = declared("[json]\nrequired = ['ts', 'id']\nlevel = ['lvl', 'severity']\nmessage = ['msg']")
PAIRS = declared("[logfmt]\nlevel = ['lvl']")
ROWS = declared("[csv]\nheader = true")
NESTED = declared("inner = 'logfmt'\n[json]\nrequired = ['ts']\nmessage = ['log']\nlevel = ['lvl']")


@pytest.mark.parametrize(
    ("held", "kind", "specific", "reading"),
    [
        (LINE, "line", 3 + 3, TemplateReading),
        (declared("line = '{a:int} {b:severity} {c:severity}'"), "line", 3 + 6, TemplateReading),
        (OBJECTS, "json", 5 + 20, JsonReading),
        (declared("[json]"), "json", 5, JsonReading),
        (PAIRS, "logfmt", 4, LogfmtReading),
        (ROWS, "csv", 3, ColumnsReading),
        (NESTED, "json", 5 + 10 + 4, NestedReading),
    ],
)
def test_a_format_is_known_by_how_much_it_says_of_a_line(
    held: LogFormat, kind: str, specific: int, reading: type
) -> None:
    assert (held.kind, held.specific, type(held.reading())) == (kind, specific, reading)


def test_a_field_is_held_by_the_keys_that_are_no_condition() -> None:
    assert OBJECTS.aliases == {"level": ("lvl", "severity"), "message": ("msg",)}
    assert PAIRS.aliases == {"level": ("lvl",)}
    assert LINE.aliases == ROWS.aliases == {}


def test_without_aliases_conditions_stay_and_so_does_a_message_that_holds_a_record() -> None:
    plain, nested = OBJECTS.without_aliases(), NESTED.without_aliases()

    assert (plain.aliases, plain.declared.json, plain.inner) == ({}, {"required": ("ts", "id")}, None)
    assert PAIRS.without_aliases().declared.logfmt == {}
    assert nested.declared.json == {"required": ("ts",), "message": ("log",)}
    assert nested.inner == shipped.shipped("logfmt").without_aliases()
    assert LINE.without_aliases() == LINE


def test_a_key_that_is_required_is_no_alias_of_a_field() -> None:
    reading = OBJECTS.reading()

    assert reading.split(b'{"ts": 1, "id": 2, "severity": "x"}') == {"ts": 1, "id": 2, "severity": "x", "level": "x"}
    assert reading.split(b'{"ts": 1, "severity": "x"}') is None
    assert PAIRS.reading().split(b"lvl=x a=1") == {"lvl": "x", "a": "1", "level": "x"}


def test_a_line_is_written_of_what_one_reading_of_it_returns() -> None:
    assert LINE.write({"level": "INFO", "a": None, "message": "x"}) == b"INFO - x"
    assert OBJECTS.write({"a": 1}) == b'{"a":1}'
    assert PAIRS.write({"a": 1, "b": "x y"}) == b'a=1 b="x y"'


@pytest.mark.parametrize(("held", "problem"), [(ROWS, "rows below a header"), (NESTED, "records of logfmt")])
def test_a_format_that_has_no_line_of_its_own_writes_none(held: LogFormat, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        held.write({})
