"""What the lines of a log are, one after the other: records, what goes on them, comments and others."""

import pytest

from bench.formats import shipped
from bench.formats.by_columns import LONGEST, ColumnsReading
from bench.formats.by_keys import as_json, as_logfmt, is_plain, key_value
from bench.formats.by_template import TemplateReading, request_parts
from bench.formats.reading import Fields, LineCounts, Value, whole_records
from bench.formats.template import compile_template

ERROR = b"2026-01-05 10:00:00,978 ERROR [main] org.example.App: failed"
TRACE = [b"java.lang.IllegalStateException: a", b"\tat org.example.App.main(App.java:7)", b"", b"Caused by: b"]
ROW = b'2026-01-05 10:00:00.123 UTC,,,12,,5f,1,,2026-01-05 10:00:00 UTC,,0,LOG,00000,"a%b",,,,,,,,,"","x",,0'


def counted(name: str, lines: list[bytes], *, at_once: bool = True) -> LineCounts:
    reading = shipped.shipped(name).reading()
    if at_once:
        return reading.see(lines) + reading.end()
    return sum((reading.see([line]) for line in lines), LineCounts()) + reading.end()


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        ("log4j", [b"", *TRACE, ERROR, *TRACE, ERROR], LineCounts(records=2, continued=4, others=5)),
        ("log4j", [ERROR, b"2026-01-05 10:00:00,978 cut", *TRACE], LineCounts(records=1, others=5)),
        ("combined", [b"", b"x"], LineCounts(others=2)),
        ("json_lines", [b'{"a": 1}', b"[1]", b'{"a": 1', b"{" * 100_000, b""], LineCounts(records=1, others=4)),
        (
            "csv",
            [b"a,b", b"1,2", b'"x', b'y",2', b"1,2,3", b"1"],
            LineCounts(records=2, continued=1, others=2, comments=1),
        ),
        ("csv", [b"a,b", b'"x', *[b"1,2"] * 500], LineCounts(records=501 - LONGEST, others=LONGEST, comments=1)),
        ("csv", [b"a prose line, and more.", b"another, too"], LineCounts(others=2)),
        ("csv", [b"a\rb,c", b"1,2"], LineCounts(others=2)),
        (
            "csv",
            [b"\xef\xbb\xbfa;b", b"1;" + b"x" * 200_000, b"9" * 5_000 + b";2"],
            LineCounts(records=2, comments=1),
        ),
        ("w3c", [b"1 2", b"#Fields: a b", b"1 2", b"#Fields: a", b"1", b"1 2"], LineCounts(2, 0, 2, 2)),
        ("w3c", [b"#Fields: a b \xe2\x80\x8b", b"1  2", b"1"], LineCounts(records=1, others=1, comments=1)),
        ("postgres_csv", [ROW % b"", ROW.partition(b"%")[0] % (), b'x",,,,,,,,,"","x",,0'], LineCounts(2, 1)),
        ("postgres_csv", [b"x", ROW % b'"', ROW % b""], LineCounts(records=1, others=2)),
    ],
)
def test_each_line_counts_as_what_it_is(name: str, lines: list[bytes], expected: LineCounts, *, at_once: bool) -> None:
    assert counted(name, lines, at_once=at_once) == expected


POD = b"2026-01-05T10:00:00.1Z "
WRAPPED = [
    POD + b'stdout P {"level":"info","msg":"a ',
    POD + b'stderr F {"level":"warn","msg":"between"}',
    POD + b'stdout F long one"}',
]


@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        ("cri+json_lines", WRAPPED, LineCounts(records=2, continued=1)),
        ("cri+json_lines", [POD + b"stdout F no object", b"no line", *WRAPPED[:1]], LineCounts(others=3)),
        ("cri+json_lines", [POD + b"stdout P " + b"x" * 600_000] * 3, LineCounts(others=3)),
        ("cri+log4j", [POD + b"stderr F " + line for line in [ERROR, *TRACE]], LineCounts(records=1, continued=4)),
        (
            "docker_json+json_lines",
            [b'{"log":"{\\"a\\"","stream":"s","time":"t"}', b'{"log":":1}\\n","stream":"s","time":"t"}'],
            LineCounts(records=1, continued=1),
        ),
    ],
)
def test_a_message_that_is_a_record_is_read_as_one(name: str, lines: list[bytes], expected: LineCounts) -> None:
    reading = shipped.named(name).reading()

    assert reading.see(lines) + reading.end() == expected


@pytest.mark.parametrize(
    ("name", "lines", "messages"),
    [
        ("log4j", [*TRACE, ERROR, *TRACE, ERROR, b"2026-01-05 10:00:00,978 cut", *TRACE], [TRACE, []]),
        ("cri+log4j", [POD + b"stderr F " + line for line in [ERROR, *TRACE, ERROR]], [TRACE, []]),
    ],
)
def test_a_record_holds_the_lines_that_belong_to_it(name: str, lines: list[bytes], messages: list[list[bytes]]) -> None:
    reading = shipped.named(name).reading()

    found = [reading.split(record) for record in whole_records(shipped.named(name).reading(), lines)]

    wanted = [b"\n".join([b"failed", *trace]).decode() for trace in messages]
    assert [fields["message"] for fields in found if fields] == wanted


def test_a_row_of_several_lines_is_one_record() -> None:
    rows = [b"a,b", b"1,2", b'"x', b'y",3', b"4,5"]

    assert list(whole_records(shipped.shipped("csv").reading(), rows)) == [b"1,2", b'"x\ny",3', b"4,5"]


def test_lines_are_added_up_and_a_share_is_of_what_is_a_record_or_could_be() -> None:
    found = LineCounts(3, 9, 1, 5)

    assert (found.total, found.share, LineCounts(0, 5, 5).share) == (18, 0.75, 0.0)
    assert found + LineCounts(1, 2, 3, 4) == LineCounts(4, 11, 4, 9)


def test_the_parts_of_a_message_are_joined_and_its_fields_stand_beside_those_of_the_line() -> None:
    fields = shipped.named("cri+json_lines").reading().split(b"\n".join([WRAPPED[0], WRAPPED[2]]))

    assert fields is not None
    assert (fields["message"], fields["level"], fields["stream"]) == ("a long one", "info", "stdout")
    assert fields["time"] == "2026-01-05T10:00:00.1Z"


def test_a_field_of_the_message_hides_one_of_the_line_if_it_holds_something() -> None:
    reading = shipped.named("cri+json_lines").reading()

    hiding, empty = (reading.split(POD + b"stdout F " + each) for each in (b'{"time":"t","a":null}', b'{"time":null}'))

    assert hiding == {"time": "t", "stream": "stdout", "tag": "F", "a": None}
    assert empty == {"time": "2026-01-05T10:00:00.1Z", "stream": "stdout", "tag": "F"}
    assert reading.split(POD + b"stdout F no object") is None
    assert reading.split(b"no line") is None


def test_lines_from_the_middle_of_a_record_count_as_nothing() -> None:
    reading = shipped.shipped("log4j").reading()
    reading.skip()

    assert reading.see([*TRACE, ERROR, *TRACE]) == LineCounts(records=1, continued=4)


@pytest.mark.parametrize(
    ("request_line", "method", "path", "protocol"),
    [
        ("GET /a b?c=d HTTP/1.1", "GET", "/a b", "HTTP/1.1"),
        ("GET /a", "GET", "/a", ""),
        ("OPTIONS * HTTP/1.0", "OPTIONS", "*", "HTTP/1.0"),
        ("GET HTTP/1.1", "-", "-", ""),
        ("GET  HTTP/1.1", "-", "-", ""),
        ("\\x16\\x03\\x01", "-", "-", ""),
        ("-", "-", "-", ""),
        ("", "-", "-", ""),
    ],
)
def test_a_request_has_method_path_and_protocol(request_line: str, method: str, path: str, protocol: str) -> None:
    assert request_parts(request_line) == {"method": method, "path": path, "protocol": protocol}


def test_a_number_of_more_digits_than_python_reads_stays_text() -> None:
    line = b"2026-01-05T10:00:00Z %b [Note] a" % (b"9" * 5_000)

    assert (shipped.shipped("mysql_error").reading().split(line) or {})["thread"] == "9" * 5_000


def test_a_row_is_written_in_quotes_with_the_delimiter_of_its_header() -> None:
    reading = shipped.shipped("csv").reading()
    assert isinstance(reading, ColumnsReading)
    row = b'x;"y;""z"""'

    assert reading.named() == ()
    assert reading.see([b"a;b", row]) == LineCounts(records=1, comments=1)
    assert (reading.delimiter, reading.named(), reading.free(row)) == (";", ("a", "b"), 0.0)
    assert reading.split(row) == {"a": "x", "b": 'y;"z"'}
    assert [reading.write(each) for each in (reading.split(row) or {}, {"b": None})] == [b'"x";"y;""z"""', b'"";""']


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([b'x",,,,,,,,,"","x",,0', ROW % b""], LineCounts(records=1)),
        ([ROW % b"", b"x"], LineCounts(records=1, others=1)),
    ],
)
def test_rows_from_the_middle_count_from_the_first_that_begins(lines: list[bytes], expected: LineCounts) -> None:
    reading = shipped.shipped("postgres_csv").reading()
    reading.see([ROW % b'"'])
    reading.skip()

    assert reading.see(lines) + reading.end() == expected


@pytest.mark.parametrize(("more", "others"), [(0, 0), (1, 1)])
def test_a_message_waits_for_its_end_up_to_a_mebibyte(more: int, others: int) -> None:
    reading = shipped.named("cri+json_lines").reading()

    assert reading.see([POD + b"stdout P " + b"x" * ((1 << 20) + more)]) == LineCounts(others=others)
    assert reading.end() == LineCounts(others=1 - others)


@pytest.mark.parametrize(("streams", "others"), [(16, 0), (17, 1)])
def test_messages_wait_in_so_many_streams(streams: int, others: int) -> None:
    reading = shipped.named("docker_json+json_lines").reading()
    lines = [b'{"log":"{","stream":"s%d","time":"t"}' % number for number in range(streams)]

    assert reading.see(lines) == LineCounts(others=others)
    assert reading.end() == LineCounts(others=16)


def test_free_text_is_what_no_field_names() -> None:
    line, nested = POD + b"stderr F " + ERROR, shipped.named("cri+log4j").reading()
    template = TemplateReading(compile_template("{a:word} {b:rest}"), None)

    assert [template.free(each) for each in (b"ab cdef", b"ab", b"")] == [4 / 7, 0.0, 0.0]
    assert shipped.shipped("log4j").reading().free(ERROR) == len(b"failed") / len(ERROR)
    assert nested.free(line) == pytest.approx(len(b"failed") / len(line))
    assert [nested.free(each) for each in (b"x", POD + b"stderr F ")] == [0.0, 0.0]
    assert shipped.shipped("json_lines").reading().free(b"{}") == 0.0


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (b"a=1 b=2", {"a": "1", "b": "2"}),
        (b"  a=1 b=2", {"a": "1", "b": "2"}),
        (b'a="x \\"y\\" \\n\\q" b=', {"a": 'x "y" \nq', "b": ""}),
        (b"a=1 b=2 word", {"a": "1", "b": "2", "word": ""}),
        (b"a=1 one two b=2", None),
        (b"a=1", None),
        (b"word a=1 b=2", None),
        (b'a=1 b="x', None),
        (b"", None),
    ],
)
def test_pairs_are_at_least_two_and_more_than_bare_words(line: bytes, fields: Fields | None) -> None:
    assert shipped.shipped("logfmt").without_aliases().reading().split(line) == fields


def test_keys_within_each_other_are_found_by_their_dots_and_plain_values_alone_hold_a_field() -> None:
    record: Fields = {"a": {"b": {"c": 1}, "d": None}, "a.x": 2, "e": [3]}

    assert [key_value(record, key) for key in ("a.b.c", "a.x", "a.b.z", "e.f", "e", "z")] == [
        1,
        2,
        None,
        None,
        [3],
        None,
    ]
    values: tuple[Value, ...] = ("", 0, False, None, [], {})
    assert [is_plain(value) for value in values] == [True, True, True, False, False, False]
    assert as_json({"a": "é", "b": [1]}) == '{"a":"é","b":[1]}'.encode()
    assert as_logfmt({"a": "x", "b": "", "c": 'x "y"\n', "d": "a=b"}) == b'a=x b= c="x \\"y\\"\\n" d="a=b"'
