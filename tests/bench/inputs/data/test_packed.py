"""Data is packed so that its content says what it is, and records of it can be replaced while it stays whole."""

import gzip
import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.correctness.changes import change_data
from bench.inputs.data import datasets, packed
from bench.inputs.data.own_logs import own_log
from bench.inputs.data.prepared import Prepared
from bench.model import log_words
from bench.model.errors import DataError, DatasetChangedError

LINES = b"".join(
    b"2024-01-15 10:30:45|%s|m%d|203.0.113.7|%d\n" % ((b"ERROR", b"INFO")[n % 2], n % 7, n) for n in range(6_000)
)


def gzipped(blocks: Iterable[bytes]) -> bytes:
    target = io.BytesIO()
    with packed.GzipWriter(target) as writer:
        for block in blocks:
            writer.write(block)
    return target.getvalue()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "app.log.gz"
    path.write_bytes(gzipped([LINES]))
    return path


@pytest.fixture
def own(log: Path, tmp_path: Path) -> Prepared:
    (tmp_path / "copies").mkdir()
    return own_log(log, folder=tmp_path / "copies", forms=["web_log"], packing="gzip")


def content(prepared: Prepared) -> bytes:
    return gzip.decompress(prepared.source.read_bytes())


@given(st.lists(st.binary(max_size=300), max_size=30), st.integers(1, 2_000))
def test_whatever_is_packed_is_unpacked_again(blocks: list[bytes], times: int) -> None:
    joined = b"".join(blocks) * times
    step = max(1, len(joined) // 3)

    made = gzipped(joined[at : at + step] for at in range(0, len(joined), step))

    assert gzip.decompress(made) == joined
    assert made == gzipped([joined[at : at + step] for at in range(0, len(joined), step)])


def test_nothing_of_the_time_or_the_machine_is_in_the_file(log: Path) -> None:
    head = log.read_bytes()[:10]

    assert (head[:4], head[4:8]) == (b"\x1f\x8b\x08\0", bytes(4))


def test_a_change_replaces_records_and_the_file_stays_whole(log: Path) -> None:
    before = bytearray(log.read_bytes())
    changed = bytearray(before)

    for edit in (change := change_data(log, is_packed=True)):
        assert changed[edit.offset : edit.offset + len(edit.old)] == edit.old
        changed[edit.offset : edit.offset + len(edit.new)] = edit.new
    assert change

    lines = gzip.decompress(bytes(changed))
    assert lines != LINES
    assert len(lines) == len(LINES)
    assert Counter(lines.splitlines()).keys() <= Counter(LINES.splitlines()).keys()


def test_a_file_without_a_stored_part_is_left_as_it_is(tmp_path: Path) -> None:
    for content in (gzip.compress(LINES), b"", b"\x1f\x8b", gzip.compress(LINES) + b"garbage"):
        (tmp_path / "a").write_bytes(content)

        assert change_data(tmp_path / "a", is_packed=True) == ()


def test_data_is_what_its_content_is_and_its_file_has_a_hash_of_its_own(own: Prepared, log: Path) -> None:
    data = own.dataset

    assert (data.sha256, data.bytes, data.lines) == (hashlib.sha256(LINES).hexdigest(), len(LINES), 6_000)
    assert (data.packed.packing, data.packed.bytes) == ("gzip", log.stat().st_size)
    assert data.packed.unpack_seconds is not None
    assert any("unpacking alone" in said for said in log_words.findings(data, ()))
    assert data.packed.sha256 == hashlib.sha256(log.read_bytes()).hexdigest()
    assert (data.coverage["web_log"].fitting, data.utf8) == (6_000, True)
    own.check_hash()
    assert own.source.read_bytes() == log.read_bytes()


def test_a_change_of_the_packed_file_is_noticed(own: Prepared) -> None:
    own.source.write_bytes(gzip.compress(LINES))

    with pytest.raises(DatasetChangedError):
        own.check_hash()


def test_parts_are_packed_too(own: Prepared, tmp_path: Path) -> None:
    part, twice = datasets.part(own, 10, tmp_path), datasets.twice(own, tmp_path)
    head = datasets.head(own, 5, tmp_path)

    assert content(part) == b"".join(LINES.splitlines(keepends=True)[:10])
    assert (part.dataset.lines, twice.dataset.lines, twice.dataset.copies) == (10, 12_000, 2)
    assert content(twice) == LINES * 2
    assert gzip.decompress(head.read_bytes()).count(b"\n") == 5
    twice.check_hash()


def test_the_same_recipe_is_packed_once_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path / "cache"))
    recipe = datasets.recipe("web_log", 2_000)

    plain, first = datasets.synthetic(recipe), datasets.synthetic(recipe, packing="gzip")
    monkeypatch.setattr(zlib, "compressobj", None)
    again = datasets.synthetic(recipe, packing="gzip")

    assert again == first
    assert (first.dataset.sha256, first.truth) == (plain.dataset.sha256, plain.truth)
    assert first.dataset.id != plain.dataset.id
    assert content(first) == plain.source.read_bytes()
    assert datasets.plan_synthetic(recipe, "gzip").dataset.id == first.dataset.id


def test_what_is_not_one_packed_file_is_refused_with_a_command(log: Path, tmp_path: Path) -> None:
    plain = tmp_path / "app.log"
    plain.write_bytes(LINES)
    for logs, command in (((plain,), "gzip -c <"), ((log, _another(tmp_path)), "cat ")):
        with pytest.raises(DataError) as caught:
            own_log(*logs, packing="gzip")
        assert command in caught.value.hint


def test_a_damaged_file_is_refused_though_it_is_measured_as_it_is(log: Path) -> None:
    log.write_bytes(log.read_bytes()[:-1])

    with pytest.raises(DataError, match="ends early"):
        own_log(log, packing="gzip", in_place=True)


def _another(folder: Path) -> Path:
    (folder / "b.gz").write_bytes(gzip.compress(b"another\n"))
    return folder / "b.gz"
