"""Records that no line begins: what they are told to be, and that lines are told to be nothing of it."""

from pathlib import Path

import pytest

from bench.formats.ranking import LogSample
from bench.inputs.sniffing.reshaping import reshape

FIELD, OTHER = b"_PID=7", b"Started"


def said(*lines: bytes, packing: str = "", log: Path = Path("none/app.log")) -> str:
    return reshape(LogSample(99, (lines,), whole=True, packing=packing), log)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([b"[", b'{"a":1},'], ".[]"),
        ([b"", b' [{"a":1},{"a":2}]'], ".[]"),
        ([b"{", b'  "a": 1', b"}"], "'.'"),
        ([*[FIELD] * 9, OTHER, b""], "journalctl"),
        ([b"__CURSOR=1", b"MESSAGE=a", b""], "journalctl"),
    ],
)
def test_what_writes_a_line_for_each_record_is_said(lines: list[bytes], told: str) -> None:
    assert told in said(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"", b" "],
        [OTHER, b"[", b"{"],
        [b"[info] a"],
        [b'{"a":1'],
        [FIELD] * 9,
        [*[FIELD] * 8, OTHER, b""],
        [b"a=1", b""],
        [OTHER] * 100 + [b"", *[FIELD] * 900],
    ],
)
def test_of_what_may_be_lines_nothing_is_said(lines: list[bytes]) -> None:
    assert said(*lines) == ""


def test_the_command_names_the_log_and_a_new_file_or_what_is_in_a_packed_one(tmp_path: Path) -> None:
    log = tmp_path / "app.json"
    (tmp_path / "app.jsonl").touch()

    assert said(b"[", log=log).endswith(f"jq -c '.[]' {log} > {tmp_path / 'app-2.jsonl'}")
    assert " FILE > FILE.jsonl" in said(b"{", log=log, packing="gzip")
