import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.content.damage import KINDS, TRACE, Damage, long, record, trace

FIELDS = [b"2024-01-15 10:30:45", b"ERROR", b"upstream timed out", b"203.0.113.7", b"48213"]
MALFORMED = {"blank", "cut", "extra_pipe", "joined"}


@pytest.mark.parametrize("kind", KINDS)
@given(luck=st.integers(0, 1 << 40))
def test_each_kind_of_damage_is_what_its_name_says(kind: str, luck: int) -> None:
    text = KINDS[kind](FIELDS, luck)

    assert (record(text) is None) == (kind in MALFORMED)
    assert b"\n" not in text


def test_the_lines_of_a_trace_are_malformed_and_tell_what_the_record_tells() -> None:
    found = [trace(b"upstream timed out", luck) for luck in range(4)]

    assert sum(map(len, found)) / len(found) == TRACE
    assert all(record(line) is None for lines in found for line in lines)
    assert all(b"upstream timed out" in b"\n".join(lines) for lines in found)


def test_an_invalid_message_is_not_utf_8() -> None:
    for luck in range(8):
        message = (record(KINDS["invalid"](FIELDS, luck)) or [])[2]
        with pytest.raises(UnicodeDecodeError):
            message.decode()


def test_a_long_record_has_about_the_length_that_was_asked_for() -> None:
    for size in (1, 10, 2000, 100_000):
        fields = record(long(FIELDS, size))
        assert fields is not None
        assert fields[1] == b"DEBUG"
        assert 0 < len(fields[2]) <= max(size, 1)


def test_a_carriage_return_belongs_to_the_line_end() -> None:
    assert record(b"a|b|c|d|e\r") == [b"a", b"b", b"c", b"d", b"e"]


def test_kinds_come_with_their_shares() -> None:
    bits = np.random.Philox(key=1).random_raw(400_000).astype(np.uint32)

    found = Damage({"blank": 0.01, "cut": 0.0, "trace": 0.03}).find(bits)

    kinds = [kind for kind, _ in found.values()]
    assert kinds.count("blank") == pytest.approx(4_000, rel=0.1)
    assert kinds.count("trace") == pytest.approx(12_000, rel=0.1)
    assert kinds.count("cut") == 0


def test_without_shares_nothing_is_damaged() -> None:
    assert Damage({"blank": 0.0}).find(np.zeros(10, dtype=np.uint32)) == {}
