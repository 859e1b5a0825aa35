from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import toml_source
from bench.model.errors import BenchError
from bench.model.toml_source import DEEPEST, LONGEST, TomlSource, parse

FILE = Path("file.toml")
HINT = "Look at the page."


class Ceiling(msgspec.Struct, frozen=True):
    name: str
    most: int = 0


@dataclass(frozen=True)
class Ceilings:
    title: str = ""
    own: Ceiling | None = None
    limit: tuple[Ceiling, ...] = ()
    listed: list[Ceiling] = field(default_factory=list)
    by_name: Mapping[str, Ceiling] = field(default_factory=dict)


WHOLE = """\
title = "all"
by_name.a = { name = "a" }

[own]
name = "b"

[[limit]]
name = "c"
most = 1

[[limit]]
name = "d"
most = 2
"""


def refuse(text: str) -> str:
    with pytest.raises(BenchError) as caught:
        toml_source.convert(text, FILE, Ceilings, HINT)
    assert caught.value.hint == HINT
    return str(caught.value)


def test_a_file_is_read_into_its_type(tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    path.write_text(WHOLE)

    ceilings, source = toml_source.read(path, Ceilings, HINT)

    assert ceilings == Ceilings("all", Ceiling("b"), (Ceiling("c", 1), Ceiling("d", 2)), by_name={"a": Ceiling("a")})
    assert [source.has_table(name) for name in ("own", "limit", "by_name", "title")] == [True, True, False, False]


@pytest.mark.parametrize("content", [None, b"\xff"], ids=["absent", "not text"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "file.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(BenchError) as caught:
        toml_source.read(path, Ceilings, HINT)

    assert str(path) in str(caught.value)
    assert caught.value.hint == HINT


@pytest.mark.parametrize(
    ("text", "place"),
    [("title = ?", ":1:9:"), ("a = 1\nb = 2\nb = 3\n", ":3:6:"), ('title = "a', ":"), ("a = " + "[" * 10_000, ":")],
    ids=["character", "twice", "end", "nested"],
)
def test_what_is_not_toml_is_refused_at_its_place(text: str, place: str) -> None:
    assert refuse(text).startswith(f"{FILE}{place} ")


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ('titel = "all"', 1, ("`titel`", "`title`")),
        ('[own]\nname = "b"\nmist = 1', 3, ("`mist`", "`most`")),
        ('[[limit]]\nname = "c"\n[[limit]]\nname = "d"\nmist = 1', 5, ("`mist`", "`most`")),
        ('[[listed]]\nname = "c"\nmist = 1', 3, ("`mist`", "`most`")),
        ('[by_name.a]\nname = "a"\nzzz = 1', 0, ("`zzz`", "name, most")),
        ("zzz = 1", 1, ("`zzz`", "title, own, limit, listed, by_name")),
    ],
    ids=["top", "table", "second of its name", "list", "mapping", "like none"],
)
def test_a_name_without_meaning_is_refused_with_the_nearest_or_all(
    line: str, place: int, words: tuple[str, ...]
) -> None:
    error = refuse(line)

    assert error.startswith(f"{FILE}:{place}: " if place else f"{FILE}: ")
    assert all(word in error for word in words)


@pytest.mark.parametrize(
    ("text", "place", "name"),
    [
        ("title = 1", 1, "title"),
        ('[own]\nname = "b"\nmost = "c"', 3, "most"),
        ("[own]\nname = 1", 2, "name"),
        ("[own]\nmost = 1", 1, "name"),
        ('[[limit]]\nname = "c"\n\n[[limit]]\nname = "d"\nmost = 1.5', 6, "most"),
    ],
)
def test_a_value_of_another_type_is_refused_at_its_line(text: str, place: int, name: str) -> None:
    error = refuse(text)

    assert error.startswith(f"{FILE}:{place}: ")
    assert f"`{name}`" in error


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({}, ""),
        ({"key": "title"}, ":1"),
        ({"key": "title", "at": 0}, ":1:10"),
        ({"key": "title", "at": 2}, ":1:12"),
        ({"table": "own"}, ":4"),
        ({"table": "own", "key": "name", "at": 0}, ":5:9"),
        ({"table": "limit", "key": "name", "number": 1, "at": 0}, ":12:9"),
        ({"table": "limit", "key": "most", "number": 1, "at": 0}, ":13"),
        ({"table": "limit", "key": "none", "number": 1}, ":11"),
        ({"table": "limit", "number": 2}, ""),
        ({"table": "none", "key": "name"}, ""),
    ],
)
def test_an_error_names_line_and_column(place: dict[str, str | int], expected: str) -> None:
    source = TomlSource(FILE, WHOLE, HINT)

    assert str(source.error("wrong", **place)) == f"{FILE}{expected}: wrong."  # type: ignore[arg-type]


def test_a_value_with_an_escape_has_no_column_for_its_characters_are_not_those_of_the_file() -> None:
    source = TomlSource(FILE, r'title = "a\tb"', HINT)

    assert str(source.error("wrong", key="title", at=3)) == f"{FILE}:1: wrong."


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("over\ntwo  lines", "over two lines."),
        ("is it?", "is it?"),
        ("x" * LONGEST, "x" * LONGEST + "."),
        ("x" * (LONGEST + 1), "x" * LONGEST + " ..."),
    ],
    ids=["line end", "question", "longest", "longer"],
)
def test_an_error_is_one_line_of_bounded_length(problem: str, said: str) -> None:
    assert str(TomlSource(FILE, "", HINT).error(problem)) == f"{FILE}: {said}"


@given(st.text(max_size=20))
def test_an_error_is_one_line_whatever_a_key_holds(problem: str) -> None:
    assert len(str(TomlSource(FILE, "", HINT).error(problem)).splitlines()) == 1


@pytest.mark.parametrize("part", ["a", "'a b'", '"a" '])
@pytest.mark.parametrize("line", ["{} = 1", "[{}]", "a = {{ {} = 1 }}"])
def test_a_key_has_few_parts(part: str, line: str) -> None:
    few, many = (line.format(".".join([part] * number)) for number in (20, DEEPEST + 2))

    assert parse(few)
    with pytest.raises(ValueError, match=str(DEEPEST)):
        parse(many)


@pytest.mark.parametrize("text", [f"# {'.' * 200}", f"a = [{'1.5, ' * 200}]", f"a = 1 # {'e. ' * 90}"])
def test_points_elsewhere_are_as_many_as_may_be(text: str) -> None:
    assert parse(text) is not None


def test_what_nests_too_deep_is_no_toml() -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the reason is that of the library
        parse("a=" + "[" * 10**5)
