import re
from pathlib import Path

import pytest

from bench.inputs.data import log_formats
from impls import failed_requests

ACCESS = b'203.0.113.7 - frank [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 404 271'
ORDERS = b"order_id,country,price_cents,quantity\n1,DE,499,2\n"
LINES = b"2024-01-15 10:30:45|ERROR|refused|203.0.113.7|48213\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (ACCESS + b' "-" "Mozilla/5.0"\r\n', "combined_log"),
        (ACCESS, "combined_log"),
        (b"\n\n" + ACCESS * 3, "combined_log"),
        (b'203.0.113.7 - "" ' + ACCESS[ACCESS.index(b"[") :], "combined_log"),
        (b'"203.0.113.7, 10.0.0.1" - - ' + ACCESS[ACCESS.index(b"[") :], "combined_log"),
        (ACCESS[ACCESS.index(b"[") :], "combined_log"),
        (ACCESS.replace(b"[", b"").replace(b"]", b""), ""),
        (b'[17/May/2015:10:05:03 +0000] - 404 404 - GET http a.example "/x" [Length 192] "curl/8" "-"\n', ""),
        (b"started\n" + (ACCESS + b"\n") * 5, "combined_log"),
        (ORDERS, "orders_csv"),
        (b'\xef\xbb\xbf"quantity","price_cents","country"\r\n', "orders_csv"),
        (LINES * 3, "web_log"),
        (LINES * 3 + b"Traceback\n", "web_log"),
        (b"2024-01-15 10:30:45,123 ERROR app.db: connection refused\n", ""),
        (b"a|b\n" * 9 + LINES, ""),
        (b"country and quantity\n", ""),
        (b"\xff\x00" * 100_000, ""),
        (b"", ""),
    ],
)
def test_the_form_of_most_of_the_first_lines_is_told(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "own.log"
    path.write_bytes(content)

    assert log_formats.likely(path) == expected


@pytest.mark.parametrize("case", failed_requests.HOSTILE)
def test_a_line_of_an_access_log_is_of_the_form_where_it_holds_a_request(tmp_path: Path, case: str) -> None:
    path = tmp_path / "access.log"
    form = log_formats.FORMS["combined_log"].pattern

    for line in set(re.sub(rb'" [1-9][0-9]{2}(?![0-9])', b'" 404', failed_requests.HOSTILE[case]).split(b"\n")):
        path.write_bytes(line)
        assert bool(form.fullmatch(line)) == bool(failed_requests.reference(path))


def test_every_kind_of_data_that_is_a_file_has_a_form() -> None:
    from bench.inputs import catalogue  # noqa: PLC0415 - only this test reads workloads

    sources = {workload.source for workload in catalogue.catalogue().workloads.values()}

    assert sources - {"number"} == set(log_formats.FORMS)
