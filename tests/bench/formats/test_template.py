"""The compiler of templates: what it reads and writes, and what it refuses because a line could be read in two ways."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.formats.field_types import TYPES, portable
from bench.formats.pieces import TemplateError
from bench.formats.template import MOST_OPTIONAL, Template, compile_template

ATOMS = st.one_of(
    st.sampled_from([" ", "|", " - ", ": ", "[", "]", '"', "(", ") ", ",", "é", r"\{", r"\}", "=>", "+*", "{ }"]),
    st.sampled_from(["{N}", "{N:%Y-%m}", "{N:a,ab,b}", "{N:[^[]}", "{N:[^|]}", "{N:int|-}", "{N|-}", "{_:int}"]),
    st.sampled_from(sorted(TYPES)).map(lambda kind: f"{{N:{kind}}}"),
)
PARTS = st.lists(ATOMS | st.lists(ATOMS, max_size=3).map(lambda each: "{?" + "".join(each) + "}"), max_size=7)
VALUES = [
    "",
    "a",
    "7",
    "-",
    "a b",
    "a.b",
    "ab",
    "[",
    "2026-01",
    "INFO",
    '\\"',
    "é",
    "\t",
    "a-[",
    " - ",
    ": ",
    "=>",
    "{",
]
VALUES += [each.example for each in TYPES.values()]


def numbered(parts: list[str]) -> str:
    names = iter(f"f{number}" for number in range(100))
    return re.sub("{N", lambda _: "{" + next(names), "".join(parts))


def compiles(source: str) -> Template | None:
    try:
        return compile_template(source)
    except TemplateError:
        return None


def texts(template: str, line: str) -> dict[str, str | None] | None:
    return compile_template(template).texts(line.encode())


@given(parts=PARTS, data=st.data())
def test_a_template_that_compiles_reads_one_thing_in_every_engine_and_writes_it_back(
    parts: list[str], data: st.DataObject
) -> None:
    template = compiles(numbered(parts))
    if template is None:
        return
    plain = re.compile(portable(template.pattern.pattern))
    text = re.compile(portable(template.pattern.pattern).decode())
    values = {piece.name: data.draw(st.none() | st.sampled_from(VALUES)) for piece in template.fields}

    try:
        line = template.write(values)
    except ValueError:
        line = "".join(data.draw(st.lists(st.sampled_from(VALUES), max_size=6))).encode()
    else:
        assert template.texts(line) == values
    ours, theirs, decoded = template.pattern.fullmatch(line), plain.fullmatch(line), text.fullmatch(line.decode())
    assert (ours and ours.groups()) == (theirs and theirs.groups())
    assert (ours and [None if each is None else each.decode() for each in ours.groups()]) == (
        decoded and list(decoded.groups())
    )


@given(
    line=st.text(max_size=40), template=st.sampled_from(["{a}|{b}|{c}", '"{a:quoted}" {b:rest}', "{a:word}{? [{b}]}"])
)
def test_whatever_is_read_is_written_as_it_was(line: str, template: str) -> None:
    raw = line.encode("utf-8", "surrogatepass")
    read = compile_template(template).texts(raw)

    assert read is None or compile_template(template).write(read) == raw


@pytest.mark.parametrize(
    ("template", "line", "fields"),
    [
        ("{a}|{b}|{c}", "||", {"a": "", "b": "", "c": ""}),
        ("{a:int|-} {b}", "- x", {"a": None, "b": "x"}),
        ("{a:word}{? [{b:int}{?/{c:int}}]}", "x [7/8]", {"a": "x", "b": "7", "c": "8"}),
        ("{a:word}{? [{b:int}{?/{c:int}}]}", "x [7]", {"a": "x", "b": "7", "c": None}),
        ("{a:word}{? [{b:int}{?/{c:int}}]}", "x", {"a": "x", "b": None, "c": None}),
        (
            "{?{file:word} }{time:iso} {m:rest}",
            "2026-01-05 10:00:00 x",
            {"file": None, "time": "2026-01-05 10:00:00", "m": "x"},
        ),
        ("{time:iso},{a}", "2026-01-05 10:00:00,5", {"time": "2026-01-05 10:00:00", "a": "5"}),
        ("{user:[^[]} [{a}]", "Jo Doe [x]", {"user": "Jo Doe", "a": "x"}),
        (r"\{{a}\} {_:int} {b:T,TT}", "{x} 7 TT", {"a": "x", "b": "TT"}),
        ("{time:%d.%m.%Y, %H:%M:%S} {a}", "05.01.2026, 10:00:00.25 x", {"time": "05.01.2026, 10:00:00.25", "a": "x"}),
        ("{a}{ }{b:rest}", "x \t  y z ", {"a": "x", "b": "y z "}),
    ],
)
def test_a_line_is_read(template: str, line: str, fields: dict[str, str | None]) -> None:
    assert texts(template, line) == fields


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("{a}|{b:[^|]}", "a|b|c"),
        ("{n:int}", "0x1f"),
        ("{n:int}", "\u0667"),
        ("{a:rest}", "a\rb"),
        ("{a:level} x", "\u017f x"),
        ("{a:severity} x", "\u017fevere x"),
    ],
)
def test_a_line_of_another_form_is_not_read(template: str, line: str) -> None:
    assert texts(template, line) is None


@pytest.mark.parametrize(
    ("template", "problem", "at"),
    [
        ("", "no field", 0),
        ("only text", "no field", 0),
        ("{_:int}", "no field", 0),
        ("{a} {b", r"\{b is no field", 4),
        ("{b c} x", r"^\{b c\} is no field", 0),
        ("{a:integer}", "did you mean int", 0),
        ("x {a:nosuch}", "types are word", 2),
        ("{a} {a}", "two fields are called a", 4),
        ("{a:word}|", r"would take the '\|'", 0),
        ("{a:int}5", "would take the '5'", 0),
        ("{a:[^;]}| x", r"would take the '\|'", 0),
        ("{a:int}{t:%Y}", "would take the '0'", 0),
        ("{a:int}{b:[^0123456789]}5", "would take the '5'", 0),
        ("{a}{b}", "a field follows", 0),
        ("{ }{a:[^;]}", "blanks", 0),
        ("{?{a}", "never closed", 0),
        ("{a}}", "closes nothing", 3),
        ("{a:%Q}", "there is no %Q", 0),
        ("{a:x,,y}", "empty word", 0),
        ("{a}é", "not ASCII", 0),
        ("{path} {r:http}", "path is also a field", 7),
        ("{q:http} {r:http}", "can be one", 9),
        ("{a}\n", "control characters", 3),
        ("{a}" + "{?x}" * (MOST_OPTIONAL + 1), "optional groups", 3 + 4 * MOST_OPTIONAL),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_its_place(template: str, problem: str, at: int) -> None:
    with pytest.raises(TemplateError, match=problem) as refused:
        compile_template(template)

    assert refused.value.at == at


def test_a_record_begins_with_all_up_to_its_time() -> None:
    begins = compile_template("{host:word} {time:iso} {m:rest}").begins

    assert begins
    assert [bool(begins.match(line)) for line in (b"h 2026-01-05T10:00:00 x", b"h x 2026-01-05T10:00:00")] == [
        True,
        False,
    ]
    assert compile_template("{a}").begins is None


def test_an_optional_group_is_written_if_a_field_that_is_kept_says_something() -> None:
    template = compile_template("{a:word}{? [{b:int} {_:int}]}{? <{c:int}>}")

    assert compile_template("{a:word}{? {b:int}}").write({"a": "x", "b": "7"}) == b"x 7"
    assert template.write({"a": "x", "b": None, "c": "8"}) == b"x <8>"


@pytest.mark.parametrize("values", [{"a": "x|y", "b": ""}, {"a": None, "b": "x"}, {"a": "x\n", "b": ""}])
def test_values_that_no_line_can_hold_are_not_written(values: dict[str, str | None]) -> None:
    with pytest.raises(ValueError, match="template"):
        compile_template("{a}|{b:word}").write(values)


@pytest.mark.parametrize("fraction", [".5", ",123", ".123456", ",123456789", ""])
@pytest.mark.parametrize(
    ("kind", "time"),
    [
        ("iso", "2026-01-05T10:00:00"),
        ("clock", "10:00:00"),
        ("epoch", "1767607200"),
        ("%H:%M:%S", "10:00:00"),
        ("%d.%m.%Y %H:%M:%S,%f", "05.01.2026 10:00:00"),
        ("%d.%m.%Y %H:%M:%S.%f", "05.01.2026 10:00:00"),
    ],
)
def test_a_comma_is_as_good_as_a_point_before_a_fraction_of_a_second(kind: str, time: str, fraction: str) -> None:
    for following, rest in ((" {m}", " x"), (",{m}", ",INFO"), (",{m}", ",7"), (" [{m}]", " [x]")):
        read = texts(f"{{time:{kind}}}{following}", f"{time}{fraction}{rest}")

        assert read == {"time": f"{time}{fraction}", "m": rest.strip(" ,[]")}


@pytest.mark.parametrize("kind", ["int", "float"])
def test_a_number_has_no_comma_since_that_parts_values(kind: str) -> None:
    assert texts(f"{{a:{kind}}},{{b:int}}", "0,25") == {"a": "0", "b": "25"}
    assert texts(f"{{a:{kind}}} ms", "0,25 ms") is None
    assert texts("{a} ms", "0,25 ms") == {"a": "0,25"}


@pytest.mark.parametrize(
    ("template", "line", "at", "expected", "found"),
    [
        (
            "{time:iso} {level:severity} {m}",
            "2026-01-05 10:00:00 Started: x",
            21,
            "{level:severity}, such as",
            "Started: x",
        ),
        ("{time:iso} {m}", "05.01.2026 x", 1, "{time:iso}, such as 2026", "05.01.2026 x"),
        ("{time:%d.%m.%Y} {m}", "2026-01-05 x", 1, "{time:%d.%m.%Y}, such as 05.01.2026", "2026-01-05"),
        ("{a}] - {m:rest}", "é] -Zoo", 5, "' '", "Zoo"),
        ("{a}|{b}|{c}", "1|2", 4, "'|'", ""),
        ("{a:float} ms", "0,25 ms", 2, "' ms'", ",25 ms"),
        ("{a:word}{ }{b:rest}", "a", 2, "blank", ""),
        ("{a}|{b:[^|]}", "1|2|3", 4, "the end", "|3"),
        ("{a:tag}{? [{b:int}]}: {c:rest}", "x [y]: z", 2, "': '", " [y]: z"),
        ("{a:stdout,stderr} {b}", "x y", 1, "{a:stdout,stderr}", "x y"),
    ],
)
def test_where_a_line_ceases_to_fit_is_known_to_the_character(
    template: str, line: str, at: int, expected: str, found: str
) -> None:
    stop = compile_template(template).stop(line.encode())

    assert stop
    assert (stop.at + 1, stop.found[: len(found)] if found else stop.found) == (at, found)
    assert expected in stop.expected
    assert f" {at}, " in stop.words(with_data=False)
    assert repr(found)[1:-1] in stop.words(with_data=True)
    assert not found or found not in stop.words(with_data=False)


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("{level} [{a}]", "INFO  [x]", True),
        ("{level:upper} {a:int}", "INFO   7", True),
        ("{level} [{a}]", "INFO x]", False),
        ("{a:tag}{? [{b:int}]}: {c:rest}", "x [y]: z", False),
    ],
)
def test_where_more_blanks_than_one_stop_a_template_it_is_said_what_reads_them(
    template: str, line: str, *, said: bool
) -> None:
    stop = compile_template(template).stop(line.encode())

    assert stop
    assert ("{ }" in stop.words(with_data=False)) is said


@given(parts=PARTS, line=st.lists(st.sampled_from(VALUES), max_size=6).map("".join))
def test_a_line_fits_or_ceases_to_somewhere_in_it(parts: list[str], line: str) -> None:
    if template := compiles(numbered(parts)):
        stop = template.stop(line.encode())

        assert (stop is None) == (template.texts(line.encode()) is not None)
        assert stop is None or (0 <= stop.at <= len(line) and line[stop.at :] == stop.found)
