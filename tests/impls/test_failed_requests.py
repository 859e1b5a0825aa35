from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import failed_requests
from tests.impls.exercises import load, names

NAMES = names("failed_requests")
TEXT_ONLY = {"duckdb_sql", "polars_lazy"}  # their libraries take UTF-8 only
BYTES = ("invalid UTF-8", "invalid bytes that decode to the same text", "NUL bytes")

crumbs = st.sampled_from(
    [
        b'"',
        b'"',
        b'" 404 ',
        b'" 500\n',
        b'" 200 1\n',
        b"\\",
        b" ",
        b"?",
        b"GET /a",
        b"\n",
        b"\r\n",
        b"\r",
        b"-",
        b"/\xc3\xa9",
    ]
)
logs = st.one_of(
    st.lists(crumbs, max_size=40).map(b"".join),
    st.lists(st.tuples(crumbs, crumbs, crumbs).map(lambda parts: b'- "' + b"".join(parts) + b'" 404 1\n')).map(
        b"".join
    ),
)


@pytest.mark.parametrize("case", failed_requests.HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_hostile_data_is_answered_as_the_reference_does(name: str, case: str, tmp_path: Path) -> None:
    if name in TEXT_ONLY and case in BYTES:
        pytest.skip("its library takes UTF-8 only")
    log = tmp_path / "access.log"
    log.write_bytes(failed_requests.HOSTILE[case])

    assert load("failed_requests", name).run(log) == failed_requests.reference(log)


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
