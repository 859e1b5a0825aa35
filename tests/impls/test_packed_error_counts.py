import gzip
from pathlib import Path

import pytest

from impls import error_counts, packed_error_counts
from tests.impls.exercises import load, names

NAMES = names("packed_error_counts")
DAMAGED = [
    *("its last byte is missing", "it is cut before its sum", "it is cut in its middle", "it is cut in its header"),
    *("it is cut in its second member", "garbage behind it"),
]
TEXT_ONLY = {"polars_lines", "duckdb_lines"}
BYTES = ("invalid UTF-8", "invalid bytes that decode to the same text", "an invalid level", "NUL bytes")


@pytest.mark.parametrize("name", NAMES)
def test_edge_cases_are_answered_as_the_reference_does(name: str, tmp_path: Path) -> None:
    module, log = load("packed_error_counts", name), tmp_path / "app.log.gz"
    wrong = []
    for case, content in packed_error_counts.HOSTILE.items():
        log.write_bytes(content)
        if module.run(log) != packed_error_counts.reference(log) and not (name in TEXT_ONLY and case in BYTES):
            wrong.append(case)

    assert wrong == []


def test_a_damaged_file_has_no_answer_and_every_other_one_has(tmp_path: Path) -> None:
    log = tmp_path / "app.log.gz"
    empty = []
    for case, content in packed_error_counts.HOSTILE.items():
        log.write_bytes(content)
        if not packed_error_counts.reference(log):
            empty.append(case)

    assert sorted(empty) == sorted(
        [*DAMAGED, "an empty file", "nothing packed", "only malformed lines"],
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_is_packed_is_answered_as_if_it_were_plain(name: str, tmp_path: Path) -> None:
    module, plain, packed = load("packed_error_counts", name), tmp_path / "app.log", tmp_path / "app.log.gz"
    wrong = []
    for case, content in error_counts.HOSTILE.items():
        plain.write_bytes(content)
        packed.write_bytes(gzip.compress(content, 1))
        if module.run(packed) != error_counts.reference(plain) and not (name in TEXT_ONLY and case in BYTES):
            wrong.append(case)

    assert wrong == []


@pytest.mark.parametrize("name", ["gzip_blocks", "zlib_stream", "thread_ahead", "zcat_pipe"])
@pytest.mark.parametrize("block", [1, 7])
def test_blocks_of_any_size_give_the_same_answer(
    name: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, log = load("packed_error_counts", name), tmp_path / "app.log.gz"
    monkeypatch.setattr(module, "BLOCK", block)
    log.write_bytes(gzip.compress(packed_error_counts.LINES * 3) * 2)

    assert module.run(log) == {"a": 6, "b": 6}
