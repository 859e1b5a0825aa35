import gc
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import file_chunks
from tests.impls.exercises import load, names

NAMES = names("file_chunks")
ITERATORS = ["chunk_iterator_1024", "chunk_iterator_4096"]

pieces = st.sampled_from(
    [b"w" * 511, b"word", b" ", b"\n", b"\r\n", "é연🙂".encode(), b"\xe2\x82", b"\xff", b"\0", b"\x1c"]
)
texts = st.lists(pieces, max_size=30).map(b"".join)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text"
    path.write_text("some words\n" * 2000)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_any_text_is_answered_as_the_reference_does(name: str, tmp_path: Path) -> None:
    run = load("file_chunks", name).run
    path = tmp_path / "text"

    @settings(max_examples=40)
    @given(texts)
    def holds(content: bytes) -> None:
        path.write_bytes(content)
        assert run(path) == file_chunks.reference(path)

    holds()


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_no_border_cuts_a_character_or_a_word(size: int, tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes("연🙂 é\r\nword\u2028".encode() * 5)
    module = load("file_chunks", "reused_buffer")

    assert "".join(module.texts(path, size)) == path.read_bytes().decode()
    assert "".join(load("file_chunks", "chunk_generator").chunks(path, size)) == path.read_bytes().decode()


@pytest.mark.parametrize("name", ITERATORS)
def test_an_iterator_at_its_end_has_closed_its_file(name: str, text: Path) -> None:
    chunks = load("file_chunks", name).Chunks(text, 1024)

    assert "".join(chunks) == text.read_text()
    assert chunks.file.closed
    with pytest.raises(ValueError, match="closed"):
        next(chunks)


@pytest.mark.parametrize("name", ITERATORS)
def test_an_iterator_dropped_half_way_closes_its_file(name: str, text: Path) -> None:
    chunks = load("file_chunks", name).Chunks(text, 1024)
    next(chunks)
    file = chunks.file

    del chunks
    gc.collect()

    assert file.closed


@pytest.mark.parametrize("name", ITERATORS)
def test_a_file_that_cannot_be_opened_leaves_nothing_to_close(name: str, tmp_path: Path) -> None:
    module: ModuleType = load("file_chunks", name)

    with pytest.raises(FileNotFoundError):
        module.Chunks(tmp_path / "absent", 1024)

    gc.collect()  # a `__del__` that fails here would be a warning, and so an error


def test_a_generator_dropped_half_way_closes_its_file(text: Path) -> None:
    chunks = load("file_chunks", "chunk_generator").chunks(text, 1024)
    next(chunks)
    file = chunks.gi_frame.f_locals["file"]

    del chunks
    gc.collect()

    assert file.closed
