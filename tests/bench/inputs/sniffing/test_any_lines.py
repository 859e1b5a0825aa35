"""Whatever lines a file holds: nothing raises, each line counts once, and what is proposed can be loaded."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bench.formats import shipped
from bench.formats.loading import load
from bench.formats.ranking import LogSample
from bench.inputs.sniffing.description import describe
from bench.inputs.sniffing.proposal import propose

PIECES = st.sampled_from(
    [b"a", b" ", b"  ", b"\t", b"7", b"-1.5", b"[", b"]", b'"', b"\\", b"{", b"}", b"|", b"=", b": ", b",", b"'", b"#"]
    + [b"\xff", b"\x00", b"\x1b[1m", "é\u200b".encode(), b"\r", b"INFO", b"2026-01-05T10:00:00Z", b"081109 203615"]
    + [sample.line.encode() for name in shipped.names() for sample in shipped.shipped(name).declared.samples[:1]]
)
LINES = st.lists(PIECES, max_size=9).map(b"".join)


@given(
    name=st.sampled_from([*shipped.names(), "cri+json_lines", "docker_json+log4j", "syslog_rfc3164+logfmt"]),
    lines=st.lists(LINES.map(lambda line: line.replace(b"\n", b"")), max_size=6),
)
def test_no_line_makes_a_format_raise_and_each_counts_once(name: str, lines: list[bytes]) -> None:
    reading = shipped.named(name).reading()

    counts = reading.see(lines) + reading.end()
    described = describe(shipped.named(name), lines)

    assert counts.records + counts.continued + counts.others + counts.comments == len(lines)
    assert all(0 <= reading.free(line) <= 1 for line in lines)
    assert all(0 <= field.present <= 1 for field in described)


@given(parts=st.lists(PIECES | st.lists(PIECES, min_size=9, max_size=9), min_size=1, max_size=8))
def test_what_is_proposed_can_be_saved_and_loaded(parts: list[bytes | list[bytes]]) -> None:
    rows = (b"".join(part if isinstance(part, bytes) else part[row] for part in parts) for row in range(9))
    lines = tuple(row.replace(b"\n", b"") for row in rows)
    found = propose(LogSample(0, (lines,), whole=True))
    if found is None:
        return

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mine.toml")
        path.write_text(found.toml('it\'s "mine"\n', with_samples=True), encoding="utf-8")
        again = load(path)

    assert again.template == found.read.format.template
    assert found.read.share >= 0.6
