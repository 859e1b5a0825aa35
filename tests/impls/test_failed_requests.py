from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import failed_requests
from tests.impls.exercises import load, names

NAMES = names("failed_requests")

TIME = "[31/Jan/2023:07:59:58 +0000]"
REQUESTS = {
    "GET /Download/a file 2016.pdf HTTP/1.1": "/Download/a file 2016.pdf",
    "GET /a?b c HTTP/1.1": "/a",
    "GET  /a HTTP/1.1": " /a",
    "GET /a": "/a",
    "GET /a HTTP/1.1 b": "/a HTTP/1.1 b",
    "M-SEARCH * HTTP/1.1": "*",
    "SSTP_DUPLEX_POST /sra/ HTTP/1.1": "/sra/",
    "CONNECT example.com:443 HTTP/1.1": "example.com:443",
    r"\x03\x00\x00/*\xE0\x00Cookie: mstshash=Administr": "-",
    r"\x16\x03\x01": "-",
    "t3 12.1.2": "-",
    "GET HTTP/1.1": "-",
    "GET ?a HTTP/1.1": "-",
    "GET": "-",
    "-": "-",
    "": "-",
}
RECORDS = {
    f'203.0.113.7 - "" {TIME} "GET /a HTTP/1.1" 401 381': {"401 /a": 1},
    f'"203.0.113.7, 10.0.0.1" - - {TIME} "GET /a HTTP/1.1" 404 157 "-" "-"': {"404 /a": 1},
    f'"www.example.com" 203.0.113.7 - "a b" {TIME} "GET /a HTTP/1.1" 404 157': {"404 /a": 1},
    f'[2001:db8::1] "203.0.113.7" {TIME} "GET /a HTTP/1.1" 404 157': {"404 /a": 1},
    f'203.0.113.7 - - {TIME} "GET /a HTTP/1.1" 200 157 [2] "curl/8" 404 0': {},
    f'{TIME} - 404 404 - GET http a.example "/a" [Client 203.0.113.7] [Length 192] "curl/8" 404': {},
    '203.0.113.7 - - "GET /a HTTP/1.1" 404 157': {},
    '[15/Jan/2024 10:30:45] "GET /a HTTP/1.1" 404 -': {"404 /a": 1},
}

crumbs = st.sampled_from(
    [
        b'"',
        b'"',
        b'" 404 ',
        b'" 500\n',
        b'" 200 1\n',
        b'[1] "',
        b'[1] "GET ',
        b"[",
        b"] ",
        b"\\",
        b" ",
        b"?",
        b"GET /a",
        b" HTTP/1.1",
        b"\n",
        b"\r\n",
        b"\r",
        b"-",
        b"/\xc3\xa9",
    ]
)
logs = st.one_of(
    st.lists(crumbs, max_size=40).map(b"".join),
    st.lists(st.tuples(crumbs, crumbs, crumbs).map(lambda parts: b'[1] "' + b"".join(parts) + b'" 404 1\n')).map(
        b"".join
    ),
    st.lists(st.tuples(crumbs, crumbs, crumbs).map(lambda parts: b'[1] "GET ' + b"".join(parts) + b'" 404 1\n')).map(
        b"".join
    ),
)


@pytest.mark.parametrize(("request_line", "path"), REQUESTS.items())
def test_a_request_counts_for_its_path_and_what_is_none_for_a_dash(
    request_line: str, path: str, tmp_path: Path
) -> None:
    log = tmp_path / "access.log"
    log.write_text(f'203.0.113.7 - - {TIME} "{request_line}" 400 226 "-" "-"\n')

    assert failed_requests.reference(log) == {f"400 {path}": 1}


@pytest.mark.parametrize(("record", "answer"), RECORDS.items())
def test_the_request_is_the_quoted_field_after_the_time_stamp(
    record: str, answer: dict[str, int], tmp_path: Path
) -> None:
    log = tmp_path / "access.log"
    log.write_text(record)

    assert failed_requests.reference(log) == answer


@pytest.mark.parametrize("block", [1, 7, 64, 1 << 20])
@pytest.mark.parametrize("name", NAMES)
def test_any_log_is_answered_as_the_reference_does(name: str, block: int, tmp_path: Path) -> None:
    module = load("failed_requests", name)
    if block != 1 << 20 and not hasattr(module, "BLOCK"):
        pytest.skip("it has no blocks")
    log = tmp_path / "access.log"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", block, raising=False)

        @settings(max_examples=50)
        @given(logs)
        def holds(content: bytes) -> None:
            log.write_bytes(content)
            assert module.run(log) == failed_requests.reference(log)

        holds()
