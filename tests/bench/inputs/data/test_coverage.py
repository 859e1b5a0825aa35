import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.inputs.data import coverage
from bench.inputs.data.log_formats import FORMS
from bench.model.types import Coverage
from tests.bench.inputs.data.test_log_formats import ACCESS, ORDERS

HEADER = b"country,price_cents,quantity\n"
PIECES = st.sampled_from(
    [b"a", b",", b",,", b'"', b'""', b'"a"', b"\n", b"DE,1,2\n", b'"x\ny",1,2\n', "연".encode(), b"\0"]
)
TEXTS = st.lists(PIECES, max_size=40).map(b"".join)
# What a proxy writes into its log; the request is not where an access log has it.
PROXIED = (
    b"[24/Jan/2022:16:51:02 +0000] - 404 404 - GET http a.example"
    b' "/x" [Client 203.0.113.7] [Length 192] [Gzip 3.10] [Sent-to b] "curl/8" "-"'
)


def counted(form: str, log: bytes, block: int = 1 << 20) -> Coverage:
    counter = coverage.counter(form)
    for start in range(0, len(log), block):
        counter.see(log[start : start + block])
    return counter.found()


@pytest.mark.parametrize(
    "line",
    [
        ACCESS,
        ACCESS + b' "-" "Mozilla/5.0"\r',
        b'203.0.113.7 - "" [31/Jan/2023:07:59:58 +0000] "GET /admin HTTP/1.1" 401 381',
        b'"203.0.113.7, 10.0.0.1" - - [19/Jun/2024:02:50:09 +0000] "GET /x HTTP/1.1" 404 157 "-" "-"',
        b'a.example:443 203.0.113.7 - - [19/Jun/2024:02:50:09 +0000] "GET /Download/a file 2016.pdf HTTP/1.1" 404',
        b'203.0.113.7 - - [19/Jun/2024:02:50:09 +0000] "\\x03\\x00Cookie: \\"mstshash=Administr" 400 0',
        b'203.0.113.7 - - [19/Jun/2024:02:50:09 +0000] "-" 408 0 "-" "a [b] c"',
    ],
)
def test_a_line_of_an_access_log_has_its_form(line: bytes) -> None:
    assert counted("combined_log", line) == Coverage(1, 0)


@pytest.mark.parametrize("line", [PROXIED, b"", b"\r", b"a|b|c|d|e", b'[t] "GET /" x', b'a - - [t] "GET / 404 1'])
def test_another_line_has_not(line: bytes) -> None:
    assert counted("combined_log", line + b"\n" + ACCESS) == Coverage(1, 1)


@given(lines=st.lists(st.sampled_from([ACCESS, PROXIED, b"", b"x"]), max_size=20), block=st.integers(1, 300))
def test_no_border_of_a_block_matters_to_lines(lines: list[bytes], block: int) -> None:
    log = b"".join(line + b"\n" for line in lines)

    fitting = lines.count(ACCESS)
    assert counted("combined_log", log, block) == Coverage(fitting, len(lines) - fitting)


@given(text=TEXTS, block=st.integers(1, 30))
def test_rows_are_counted_as_the_csv_module_reads_them(text: bytes, block: int) -> None:
    rows = list(csv.reader(io.StringIO(text.decode(), newline="")))

    fitting = sum(len(row) == 3 for row in rows)
    assert counted("orders_csv", HEADER + text, block) == Coverage(fitting, len(rows) - fitting)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (ORDERS * 2, Coverage(3, 0)),
        (ORDERS.replace(b"\n", b"\r\n"), Coverage(1, 0)),
        (b"\xef\xbb\xbf" + HEADER + b"DE,1,2", Coverage(1, 0)),
        (HEADER, Coverage(0, 0)),
        (b"country,price\nDE,1\n", Coverage(0, 2)),
        (ACCESS + b"\n", Coverage(0, 1)),
        (b"", Coverage(0, 0)),
    ],
)
def test_the_header_decides_what_a_row_is(content: bytes, expected: Coverage) -> None:
    assert counted("orders_csv", content) == expected


@pytest.mark.parametrize("form", ["combined_log", "orders_csv"])
@pytest.mark.parametrize("piece", [b"[", b"[a", b'[a] "', b'[a] "\\', b'"', b'""', b",", b'","', b'" 404 ', b"a"])
def test_a_long_line_takes_time_by_its_length_alone_and_little_memory(form: str, piece: bytes) -> None:
    block = piece * (coverage.LONGEST // len(piece))
    counter = coverage.counter(form)
    counter.see(HEADER if form == "orders_csv" else b"")

    began = time.process_time()
    for _ in range(4):
        counter.see(block)
    counter.see(b"\n")
    spent = time.process_time() - began

    assert len(counter._rest) <= coverage.LONGEST
    assert spent < 2.0


def test_a_field_that_is_longer_than_what_is_kept_is_one_field() -> None:
    long = b"x" * coverage.LONGEST
    rows = b"".join([long, b",1,2\n", b'"', long, b'",1,2\n', b'"a,', long, b'""', long, b'"",",1,2\n', long, b",1\n"])

    assert counted("orders_csv", HEADER + rows, 1 << 16) == Coverage(3, 1)


def test_every_form_is_counted_but_that_with_a_counter_of_its_own() -> None:
    assert all(counted(form, b"") == Coverage(0, 0) for form in FORMS if form != "web_log")


@pytest.mark.measuring
@pytest.mark.parametrize(
    ("form", "log"), [("combined_log", (ACCESS + b' "-" "Mozilla/5.0"\n') * 50_000), ("orders_csv", ORDERS * 200_000)]
)
def test_counting_lines_costs_little(form: str, log: bytes) -> None:
    began = time.process_time()
    counted(form, log)

    assert time.process_time() - began < len(log) / 4e6
