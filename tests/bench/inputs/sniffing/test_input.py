"""Standard input: how much of it is read, and what is refused."""

import contextlib
import gzip
import os
import sys
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path

import pytest

from bench.inputs.data.files.log_files import STANDARD_INPUT
from bench.inputs.sniffing.sample import BLOCK, BLOCKS, HEAD
from bench.inputs.sniffing.sniff import sniff
from bench.model.errors import DataError

LINE = b'192.0.2.7 - - [05/Jan/2026:10:00:00 +0000] "GET /a HTTP/1.1" 404 271 "-" "curl/8"\n'
MOST = HEAD + BLOCKS * BLOCK
Given = Callable[[bytes], TextIOWrapper]


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Given]:
    """Yield what makes bytes standard input."""
    with contextlib.ExitStack() as opened:

        def give(content: bytes) -> TextIOWrapper:
            path = tmp_path / "input"
            path.write_bytes(content)
            file = opened.enter_context(path.open(encoding="utf-8"))
            monkeypatch.setattr(sys, "stdin", file)
            return file

        yield give


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_of_standard_input_no_more_than_its_beginning_is_read(pack: Callable[[bytes], bytes], given: Given) -> None:
    file = given(pack(os.urandom(9).hex().encode() + b"\n" + LINE * 40_000))

    found = sniff(STANDARD_INPUT)

    assert found.chosen.format.name == "combined"
    assert found.sample.is_beginning
    assert not found.sample.whole
    assert len(b"\n".join(found.sample.lines)) <= MOST + (1 << 16)
    assert set(found.sample.lines[1:]) == {LINE.removesuffix(b"\n")}
    assert os.lseek(file.fileno(), 0, os.SEEK_CUR) <= MOST


def test_a_short_input_is_looked_at_as_a_whole(given: Given) -> None:
    given(LINE * 3 + LINE.removesuffix(b"\n"))

    found = sniff(STANDARD_INPUT)

    assert (len(found.sample.lines), found.sample.whole) == (4, True)


def test_an_empty_input_has_no_format(given: Given) -> None:
    given(b"")

    assert sniff(STANDARD_INPUT).chosen is None


@pytest.mark.parametrize(
    "content", [b"\0\1\2\3" * 99, b"PK\3\4abcdefgh", gzip.compress(b"\0\1\2\3" * 99), "text".encode("utf-16")]
)
def test_what_holds_no_lines_is_refused(content: bytes, given: Given) -> None:
    given(content)

    with pytest.raises(DataError, match="Standard input"):
        sniff(STANDARD_INPUT)


def test_a_closed_input_and_a_terminal_are_refused(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    given(b"").close()
    with pytest.raises(DataError, match="closed"):
        sniff(STANDARD_INPUT)

    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(DataError, match="closed"):
        sniff(STANDARD_INPUT)

    outside, inside = os.openpty()
    with os.fdopen(inside) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        with pytest.raises(DataError, match="terminal"):
            sniff(STANDARD_INPUT)
    os.close(outside)
