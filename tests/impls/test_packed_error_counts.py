import gzip
from pathlib import Path

import pytest

from impls import error_counts, packed_error_counts
from tests.impls.exercises import edge_cases, load, misses, names

NAMES = names("packed_error_counts")
DAMAGED = [
    *("its last byte is missing", "it is cut before its sum", "it is cut in its middle", "it is cut in its header"),
    *("it is cut in its second member", "garbage behind it"),
]
TEXT_ONLY = {"polars_lines", "duckdb_lines"}
BYTES = ("invalid UTF-8", "invalid bytes that decode to the same text", "an invalid level", "NUL bytes")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, object]]:
    return edge_cases(packed_error_counts, tmp_path_factory.mktemp("reference") / "app.log.gz")


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, object]]:
    plain = edge_cases(error_counts, tmp_path_factory.mktemp("reference") / "app.log")
    return {case: (gzip.compress(content, 1), right) for case, (content, right) in plain.items()}


def test_a_damaged_file_has_no_answer_and_every_other_one_has(cases: dict[str, tuple[bytes, object]]) -> None:
    assert sorted(case for case, (_, right) in cases.items() if not right) == sorted(
        [*DAMAGED, "an empty file", "nothing packed", "only malformed lines"],
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_is_packed_is_answered_as_if_it_were_plain(
    name: str, packed: dict[str, tuple[bytes, object]], tmp_path: Path
) -> None:
    run = load("packed_error_counts", name).run

    assert misses(run, packed, tmp_path / "app.log.gz", BYTES if name in TEXT_ONLY else ()) == {}


@pytest.mark.parametrize("name", ["gzip_blocks", "zlib_stream", "thread_ahead", "zcat_pipe"])
@pytest.mark.parametrize("block", [1, 7])
def test_blocks_of_any_size_give_the_same_answer(
    name: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, log = load("packed_error_counts", name), tmp_path / "app.log.gz"
    monkeypatch.setattr(module, "BLOCK", block)
    log.write_bytes(gzip.compress(packed_error_counts.LINES * 3) * 2)

    assert module.run(log) == {"a": 6, "b": 6}
