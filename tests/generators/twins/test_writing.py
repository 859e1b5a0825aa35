import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bench.formats import shipped
from generators.lines.blocks import BLOCK, LONGEST, LineSpan
from generators.lines.random_draws import Draws
from generators.profiles import schema
from generators.profiles.learn import learn
from generators.profiles.schema import Profile
from generators.profiles.splitting import splitter
from generators.twins.expansion import expand, mixed
from generators.twins.grammar import Grammar
from generators.twins.writing import TwinWriter
from tests.generators.profiles import logs

Make = Callable[[str], Profile]
SECRET = 99
BLOCKS = 20
FAULTS = f"""
import resource, sys
from pathlib import Path
from generators.lines.blocks import LineSpan
from generators.profiles import reading
from generators.twins.writing import TwinWriter
twin = TwinWriter(reading.read(Path(sys.argv[1])), {SECRET}, 10**6)
for number in range({BLOCKS} + 4):
    if number == 4:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    twin.block(LineSpan(number))
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
"""A program that prints the page faults of some blocks, in a process in which nothing else was freed before."""


def written(profile: Profile, lines: int = logs.LINES, block: int = 0) -> bytes:
    return bytes(TwinWriter(profile, SECRET, lines).block(LineSpan(block, 0, lines)).data)


@pytest.mark.parametrize("kind", logs.KINDS)
def test_lines_of_a_twin_are_read_by_the_format_as_those_of_the_log(kind: str, profile_of: Make) -> None:
    def others(data: bytes) -> int:
        reading = shipped.shipped(kind).reading()
        counts = reading.see(data.splitlines())
        return counts.others + counts.continued

    assert others(written(profile_of(kind))) == pytest.approx(others(logs.log(kind)), abs=25)


def test_values_are_as_frequent_as_in_the_log(profile_of: Make) -> None:
    def statuses(data: bytes) -> Counter[str]:
        return Counter(line.split('" ')[1].split()[0] for line in data.decode().splitlines())

    log, twin = statuses(logs.log("combined")), statuses(written(profile_of("combined")))

    assert twin.keys() == log.keys()
    assert twin["404"] == pytest.approx(log["404"], rel=0.3)


def test_filter_and_key_go_together(profile_of: Make) -> None:
    def failed(data: bytes) -> set[str]:
        lines = data.decode().splitlines()
        return {line.split()[6] for line in lines if '" 404 ' in line or '" 500 ' in line}

    log, twin = failed(logs.log("combined")), failed(written(profile_of("combined")))

    assert len(twin) == pytest.approx(len(log), rel=0.2)


def test_slots_differ_from_line_to_line(profile_of: Make) -> None:
    def messages(data: bytes) -> set[bytes]:
        return {line.partition(b"]: ")[2] for line in data.splitlines()}

    log, twin = messages(logs.log("syslog_rfc3164")), messages(written(profile_of("syslog_rfc3164")))

    assert len(twin) == pytest.approx(len(log), rel=0.1)


def test_times_never_go_back_and_pass_as_fast(profile_of: Make) -> None:
    split = splitter(shipped.shipped("logfmt")).split
    stamps = [parts.values[0] for line in written(profile_of("logfmt")).decode().splitlines() if (parts := split(line))]

    assert stamps == sorted(stamps)
    assert stamps[0].startswith("2024-01-01T00:00:0")
    assert stamps[-1].startswith("2024-01-01T00:5")  # 3,000 lines, one a second


def test_any_part_of_a_block_is_the_same_alone(profile_of: Make) -> None:
    profile = profile_of("json_lines")
    whole = TwinWriter(profile, SECRET, 10**6)
    alone = TwinWriter(profile, SECRET, 10**6)

    lines = bytes(whole.block(LineSpan(7)).data).splitlines()

    assert bytes(alone.block(LineSpan(7, 500, 600)).data).splitlines() == lines[500:600]
    assert len(lines) == BLOCK


def test_the_truth_is_what_is_in_the_lines(profile_of: Make) -> None:
    twin = TwinWriter(profile_of("combined"), SECRET, logs.LINES)
    span = LineSpan(0, 0, logs.LINES)
    block = twin.block(span)
    data = bytes(block.data)

    twin.count(span, block.ends)

    truth = twin.truth()
    assert truth["values"]["status"]["404"] == data.count(b'" 404 ')
    assert truth["records"] == logs.LINES
    assert sum(truth["lengths"].values()) == len(data.splitlines())


def test_the_names_of_columns_come_once_and_are_no_record(profile_of: Make) -> None:
    twin = TwinWriter(profile_of("csv"), SECRET, 100)
    block = twin.block(LineSpan(0, 0, 100))
    lines = bytes(block.data).splitlines()

    twin.count(LineSpan(0, 0, 100), block.ends)

    assert lines[0].startswith(b"timestamp,level,")
    assert not any(line.startswith(b"timestamp") for line in lines[1:])
    assert twin.truth()["records"] == 99
    for span in (LineSpan(1, 0, 50), LineSpan(0, 1, 50)):
        assert b"timestamp" not in bytes(TwinWriter(profile_of("csv"), SECRET, 3 * BLOCK).block(span).data)


def test_long_texts_of_json_stay_texts_of_json(tmp_path: Path) -> None:
    lines = [json.dumps({"msg": "word \n " * length, "id": length}) for length in range(60, 90)]
    (tmp_path / "log").write_text("\n".join(lines * 4) + "\n")

    twin = written(learn(tmp_path / "log", shipped.shipped("json_lines")), 100)

    assert max(len(json.loads(line)["msg"]) for line in twin.splitlines()) > 350


def test_a_text_in_a_slot_may_be_longer_than_a_piece() -> None:
    grammar = Grammar(Draws(SECRET, 1))
    slot = grammar.slot([grammar.text(b"x" * (2 * LONGEST)), grammar.text(b"short")], [1, 1])
    value, steady = grammar.value([grammar.program([b"<", slot, b">"])]), grammar.text(b"steady")
    arrays = grammar.freeze()

    found = expand(arrays, arrays.codes(np.array([value, steady] * 8)), lambda at: mixed(at.astype(np.uint64)))

    ends = found.ends.tolist()
    texts = [b"".join(arrays.pieces[piece] for piece in found.pieces[start:end].tolist())
             for start, end in pairwise([0, *ends])]  # fmt: skip
    assert set(texts[::2]) == {b"<short>", b"<" + b"x" * (2 * LONGEST) + b">"}
    assert set(texts[1::2]) == {b"steady"}


def test_a_profile_of_rare_lines_alone_makes_a_twin_all_the_same() -> None:
    fields: list[int] = []
    profile = Profile(
        format="own", lines=9, sampled=9, bytes=90, wide=0, crlf=900, unended=0, packed=0, lengths=fields,
        forms=[], fields=[], joint=[], back_by=[],
    )  # fmt: skip

    data = written(profile, 3)

    assert data.count(b"\r\n") == 3
    assert np.unique([len(line) for line in data.splitlines()]).tolist() == [8]


def test_a_block_needs_no_fresh_memory(tmp_path: Path) -> None:
    (tmp_path / "profile").write_text(schema.text(logs.profile("syslog_rfc3164", tmp_path)))

    done = subprocess.run(
        [sys.executable, "-c", FAULTS, str(tmp_path / "profile")], capture_output=True, text=True, check=True
    )

    assert int(done.stdout) < 50 * BLOCKS
