"""Every format that comes with the project, held to its own samples, to writing what it reads, and to hostile lines."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.formats import shipped
from bench.formats.field_types import portable
from bench.formats.loading import FOLDER, wrong_samples
from bench.formats.log_format import LogFormat
from bench.model.errors import UsageError

NAMES = shipped.names()
BY_TEMPLATE = [name for name in NAMES if shipped.shipped(name).template]
WRITABLE = [name for name in NAMES if shipped.shipped(name).kind != "csv"]
LIMIT = 1.0  # seconds of this process alone for all lines of a format; they take a tenth, one line gone back over 1.2
LENGTH = 20_000  # bytes of a stretched line
FILLS = (b"a", b" ", b"1", b"]", b'\\"', b"a] - ", b'" "')


@contextmanager
def within(seconds: float) -> Iterator[None]:
    def end(_: int, __: object) -> None:
        pytest.fail(f"not read within {seconds} s")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def lines(held: LogFormat) -> list[bytes]:
    return [sample.line.encode() for sample in held.declared.samples]


def stretched(held: LogFormat) -> Iterator[bytes]:
    """Yield the samples with each field filled to a great length, and cut after it, or ended by a lone CR."""
    assert held.template
    for line in lines(held):
        found = held.template.pattern.fullmatch(line)
        assert found
        for piece in held.template.fields:
            start, end = found.span(piece.name)
            for fill in FILLS if start >= 0 else ():
                long = line[:start] + fill * (LENGTH // len(fill))
                yield from (long, long + line[end:] + b"\rx")
    yield from (fill * (LENGTH // len(fill)) for fill in FILLS)
    yield from (line * (LENGTH // len(line)) for line in lines(held))


def test_at_least_thirty_formats_come_along() -> None:
    assert len(NAMES) >= 30


@pytest.mark.parametrize("name", NAMES)
def test_a_format_reads_its_samples_and_no_line_that_it_calls_foreign(name: str) -> None:
    held = shipped.shipped(name)

    assert list(wrong_samples(held)) == []
    assert len(held.declared.samples) >= 3
    assert all(sample.fields for sample in held.declared.samples)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_speaks_of_no_address_but_those_for_examples(name: str) -> None:
    for sample in shipped.shipped(name).declared.samples:
        quads = re.findall(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])", sample.line)
        assert all(re.match(r"192\.0\.2\.|198\.51\.100\.|203\.0\.113\.", quad) for quad in quads), sample.line


@pytest.mark.parametrize("name", WRITABLE)
def test_a_line_that_is_written_by_the_fields_of_another_is_read_as_they_are(name: str) -> None:
    held = shipped.shipped(name)

    for line in lines(held):
        fields = held.reading().split(line)
        assert fields is not None
        assert held.reading().split(held.write(fields)) == fields


@pytest.mark.parametrize("name", BY_TEMPLATE)
def test_a_line_comes_back_byte_by_byte_where_its_template_leaves_nothing_open(name: str) -> None:
    template = shipped.shipped(name).template
    assert template

    if "{ }" not in template.source and "{_" not in template.source:
        for line in lines(shipped.shipped(name)):
            texts = template.texts(line)
            assert texts is not None
            assert template.write(texts) == line


@pytest.mark.parametrize("name", BY_TEMPLATE)
def test_text_and_bytes_and_the_spelling_of_other_engines_read_the_same(name: str) -> None:
    held = shipped.shipped(name)
    assert held.template
    possessive = held.template.pattern
    plain, text = re.compile(portable(possessive.pattern)), re.compile(portable(possessive.pattern).decode())

    for line in every_sample():
        with within(LIMIT):
            ours, theirs = possessive.fullmatch(line), plain.fullmatch(line)
        decoded = text.fullmatch(line.decode())
        assert (ours and ours.groups()) == (theirs and theirs.groups())
        assert (ours and [None if each is None else each.decode() for each in ours.groups()]) == (
            decoded and list(decoded.groups())
        )


@pytest.mark.parametrize("name", BY_TEMPLATE)
def test_no_line_takes_long_in_either_spelling(name: str) -> None:
    held = shipped.shipped(name)
    assert held.template
    patterns = [re.compile(spelt(held.template.pattern.pattern)) for spelt in (bytes, portable)]
    begins = [re.compile(spelt(held.begins.pattern)) for spelt in (bytes, portable)] if held.begins else []

    with within(LIMIT):
        for line in stretched(held):
            for pattern in (*patterns, *begins):
                pattern.fullmatch(line)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in BY_TEMPLATE])
def test_no_line_of_keys_or_columns_takes_long(name: str) -> None:
    held = shipped.shipped(name)

    with within(LIMIT):
        for line in (*lines(held), *(fill * (LENGTH // len(fill)) for fill in (*FILLS, b"a=", b'a="', b"{[", b","))):
            reading = held.reading()
            reading.see([line, line[:-1] + b'"', line])
            reading.end()
            reading.split(line)


def every_sample() -> Iterator[bytes]:
    """Yield the samples of all formats, whole, cut, doubled, and with what stands for a line of another program."""
    for name in NAMES:
        for line in lines(shipped.shipped(name)):
            yield from (line, line[: len(line) // 2].decode("utf-8", "ignore").encode(), line + line, line + b"\r")
            yield from (b" " + line, line.replace(b" ", b"\t"), line.replace(b'"', b'\\"'), line.replace(b"]", b""))


def test_a_format_is_named_by_a_word_or_by_its_file() -> None:
    assert shipped.named("combined") is shipped.shipped("combined")
    assert shipped.named(str(FOLDER / "combined.toml")).declared == shipped.shipped("combined").declared


def test_a_name_that_no_format_has_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"'combine'.*'combined'\?"):
        shipped.named("combine")


@pytest.mark.parametrize("name", ["combined+json_lines", "cri+cri+logfmt", "cri+", "+cri", "cri+nothing"])
def test_what_cannot_be_nested_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        shipped.named(name)


def test_a_file_may_say_what_its_messages_are(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("""
title = "Jobs"
line = "<{job}> {message:rest}"
inner = "json_lines"
[[samples]]
line = '<nightly> {"level": "error", "msg": "disk full"}'
fields = { job = "nightly", level = "error", message = "disk full" }
""")

    assert shipped.named(str(path)).inner == shipped.shipped("json_lines")
    with pytest.raises(UsageError, match="cannot hold a third"):
        shipped.named(f"cri+{path}")
