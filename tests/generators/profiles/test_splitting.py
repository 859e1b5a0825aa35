"""A line is its fields and what is between them, byte for byte."""

from itertools import zip_longest
from pathlib import Path

import pytest

from bench.formats.loading import load_text
from generators.profiles.splitting import Split, Splitter, splitter

TEMPLATE = """line = '{client:address} "{r:http}"{? {n:int}}'"""
JSON, PAIRS = "[json]\n", "[logfmt]\n"
ROWS = "[csv]\ncolumns = ['a', 'b', 'c']\nat_least = 2"


def by(declared: str) -> Splitter:
    return splitter(load_text("own", f"title = 't'\n{declared}\n", Path("own.toml")))


def objects(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize(
    ("declared", "line", "fields", "texts"),
    [
        (
            TEMPLATE,
            '1.2.3.4 "GET /a b?c=d?e HTTP/1.1" 7',
            {"client": "1.2.3.4", "method": "GET", "path": "/a b", "query": "c=d?e", "protocol": "HTTP/1.1", "n": "7"},
            ("", ' "', " ", "?", " ", '" ', ""),
        ),
        (TEMPLATE, '::1 "GET /a"', {"client": "::1", "method": "GET", "path": "/a"}, ("", ' "', " ", '"')),
        (TEMPLATE, '::1 "\udcff" 7', {"client": "::1", "r": "\udcff", "n": "7"}, ("", ' "', '" ', "")),
        (JSON, ' {"a":"b\\"c"} ', {"a": '"b\\"c"'}, (' {"a":', "} ")),
        (
            JSON,
            '{"a": -1.5, "b": {"c" : "x", "d": [true, {"e":null}]}, "f":2}',
            {"a": "-1.5", "b.c": '"x"', "b.d[]": "true", "b.d[].e": "null", "f": "2"},
            ('{"a": ', ', "b": {"c" : ', ', "d": [', ', {"e":', '}]}, "f":', "}"),
        ),
        (PAIRS, 'at a=1  b="x y" c=', {"a": "1", "b": '"x y"', "c": ""}, ("at a=", "  b=", " c=", "")),
        (ROWS, 'x,"y,""z""",3', {"a": "x", "b": '"y,""z"""', "c": "3"}, ("", ",", ",", "")),
        (ROWS, "x,y", {"a": "x", "b": "y"}, ("", ",", "")),
        (ROWS, ",,", {"a": "", "b": "", "c": ""}, ("", ",", ",", "")),
    ],
)
def test_a_line_is_taken_apart_and_nothing_is_lost(
    declared: str, line: str, fields: dict[str, str], texts: tuple[str, ...]
) -> None:
    found = by(declared).split(line)

    assert found == Split(texts, tuple(fields), tuple(fields.values()))
    assert "".join(before + value for before, value in zip_longest(texts, fields.values(), fillvalue="")) == line


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        (TEMPLATE, "x"),
        (JSON, "[1]"),
        (JSON, "{}"),
        (JSON, '{"a":1'),
        (JSON, '{"a":1} x'),
        (JSON, '{"a":1}{"b":2}'),
        (JSON, '{"a":x}'),
        (JSON, objects(9)),
        (JSON, "{" + '"a":1,' * 500 + '"a":1}'),
        (PAIRS, "a=1"),
        (PAIRS, 'a=1 b="x'),
        (ROWS, "x"),
        (ROWS, "1,2,3,4"),
    ],
)
def test_a_line_of_another_form_is_not(declared: str, line: str) -> None:
    assert by(declared).split(line) is None


def test_an_object_may_be_so_deep_and_so_wide() -> None:
    for line, many in ((objects(8), 1), ("{" + '"a":1,' * 499 + '"a":1}', 500)):
        found = by(JSON).split(line)
        assert found
        assert len(found.names) == many


def test_a_line_that_names_columns_is_no_row() -> None:
    rows = by("[csv]\nheader = true\ndelimiters = [';', ',']")

    assert rows.split("a,b") is None
    assert rows.split("1,2") == Split(("", ",", ""), ("a", "b"), ("1", "2"))
