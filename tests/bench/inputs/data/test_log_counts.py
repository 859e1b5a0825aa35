import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.inputs.data.log_counts import LONGEST, RecordCounter, TextWatcher
from bench.model.log_words import MOST_MESSAGES as MOST
from bench.model.log_words import understood
from bench.model.types import Records
from tests.gold import Gold

PIPES = (b"|", b"||", b"|ERROR|", b"|DEBUG|", b"t|ERROR|m|i|u\n", b"t|INFO|m|i|u\n")
TEXTS = (b"", b"a", b" ", b"ERROR", b"ERRORS", b"x" * LONGEST, b"\0", b"\r", b"\n", b"\r\n")
BYTES = (b"\xff", b"\xfe", "연".encode(), "연".encode()[:2], b"\xef\xbf\xbd")
PIECES = st.sampled_from([*PIPES, *TEXTS, *BYTES])
LOGS = st.lists(PIECES, max_size=60).map(b"".join)


def plainly(log: bytes) -> Records:
    """Count as log-format.md says, one record at a time."""
    lines = log.split(b"\n")
    records = lines[:-1] if lines[-1] == b"" else lines
    fields = [record.removesuffix(b"\r").split(b"|") for record in records]
    whole = [each for each in fields if len(each) == 5]
    errors = [each[2][:LONGEST].decode("utf-8", "replace") for each in whole if each[1] == b"ERROR"]
    return Records(len(whole), len(fields) - len(whole), len(errors), len(set(errors)))


def counted(log: bytes, block: int) -> Records:
    counter = RecordCounter()
    for start in range(0, len(log), block):
        counter.see(log[start : start + block])
    return counter.found()


@given(log=LOGS, block=st.integers(1, 200_000))
def test_blocks_are_counted_as_lines_are(log: bytes, block: int) -> None:
    if len(log) / block < 3_000:
        assert counted(log, block) == plainly(log)


@given(log=st.lists(PIECES.filter(lambda piece: len(piece) < 50), max_size=60).map(b"".join), block=st.integers(1, 9))
def test_no_border_of_a_block_matters(log: bytes, block: int) -> None:
    assert counted(log, block) == plainly(log)


def test_messages_that_decode_to_the_same_text_are_one() -> None:
    log = b"t|ERROR|bad \xff|i|u\nt|ERROR|bad \xfe|i|u\nt|ERROR|bad \xef\xbf\xbd|i|u\n"

    assert counted(log, 1 << 20) == Records(3, 0, 3, 1)


def test_a_long_line_is_not_kept() -> None:
    counter = RecordCounter()
    for piece in (b"t" * 10**6, b"|ERROR|", *[b"m" * 10**6] * 3, b"|i|", b"u" * 10**6):
        counter.see(piece)
        assert counter.held <= 2 * LONGEST

    assert counter.found() == Records(1, 0, 1, 1)


def test_beyond_a_number_of_messages_they_are_not_counted() -> None:
    log = b"".join(b"t|ERROR|%d|i|u\n" % number for number in range(MOST + 1))

    assert counted(log, 1 << 20) == Records(MOST + 1, 0, MOST + 1, None)


@given(log=st.lists(PIECES, max_size=20).map(b"".join), block=st.integers(1, 9))
def test_bytes_that_are_not_utf8_are_noticed(log: bytes, block: int) -> None:
    watcher = TextWatcher()
    for start in range(0, len(log), block if len(log) < 1000 else 1 << 20):
        watcher.see(log[start : start + (block if len(log) < 1000 else 1 << 20)])
    try:
        log.decode()
    except UnicodeDecodeError:
        assert not watcher.is_utf8()
    else:
        assert watcher.is_utf8()


def test_what_was_understood_reads_as_agreed(gold: Gold) -> None:
    found = (Records(4_998, 2, 450, 12), Records(1, 1, 1, 1), Records(0, 7, 0, 0), Records(9, 0, 9, None))

    gold("logs", "understood", "\n".join(map(understood, found)))


@pytest.mark.measuring
def test_counting_costs_little() -> None:
    choose = random.Random(1)
    lines = [
        b"2024-01-15 10:30:45|%s|request %d took too long, and was ended by the proxy|203.0.113.7|48213\n"
        % (choose.choice([b"ERROR", b"INFO", b"DEBUG"]), choose.randrange(50_000))
        for _ in range(12_000)
    ]
    block, counter = b"".join(lines), RecordCounter()
    before = time.process_time()
    for _ in range(10):
        counter.see(block)

    assert time.process_time() - before < 10 * len(block) / 20e6  # 20 MB/s: a fifth of what it does on a slow machine
