"""Which format reads a file: one of each that comes along, mixed ones, and files that hold no log."""

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.formats import shipped
from bench.inputs.sniffing.sample import BLOCK, BLOCKS, HEAD, take
from bench.inputs.sniffing.sniff import Sniffed, sniff
from bench.model.errors import DataError
from tests.bench.formats.test_readings import ERROR, POD, TRACE, WRAPPED

SYSLOG = b"Jan  5 10:00:00 web1 sshd[7]: Failed password"
ACCESS = b'192.0.2.7 - - [05/Jan/2026:10:00:00 +0000] "GET /a HTTP/1.1" 404 271 "-" "curl/8"'
PROSE = b"""It was late, and nobody had looked at the log for a week.
There were 17 errors in it: all of them said the same.
What they said was true, yet nobody believed it.

"Read it," she said; and so he did."""


def log(folder: Path, lines: list[bytes], end: bytes = b"\n") -> Path:
    path = folder / "a.log"
    path.write_bytes(b"".join(line + end for line in lines))
    return path


def of_format(name: str) -> list[bytes]:
    samples = [sample.line.encode() for sample in shipped.shipped(name).declared.samples]
    if shipped.shipped(name).declared.csv and b"\n" in samples[0]:
        header, *rows = samples[0].split(b"\n")
        return [header, *rows * 60]
    return samples * 20


def chosen(found: Sniffed) -> str:
    return found.chosen.format.name if found.chosen else ""


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("name", shipped.names())
def test_a_file_of_a_format_is_told_to_be_of_it(name: str, end: bytes, tmp_path: Path) -> None:
    found = sniff(log(tmp_path, of_format(name), end))

    assert chosen(found) == name
    assert found.chosen.share == 1.0
    assert found.proposal is None


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_record_goes_on_wherever_the_unpacking_pauses(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(pack(b"".join(line + b"\n" for line in [ERROR, *TRACE] * 2_000)))

    counts = sniff(path).chosen.counts

    assert (counts.records, counts.continued) == (2_000, 2_000 * len(TRACE))


def test_a_stack_trace_belongs_to_its_record(tmp_path: Path) -> None:
    found = sniff(log(tmp_path, [ERROR, *[ERROR] * 15, *TRACE] * 50))

    assert chosen(found) == "log4j"
    assert (found.chosen.counts.records, found.chosen.counts.continued, found.chosen.counts.others) == (800, 200, 0)
    assert found.mixed_with is None


OBJECT = b'{"time":"2026-01-05T10:00:00Z","level":"error","msg":"no route"}'
LOG4J = [ERROR, *[ERROR] * 3, *TRACE]


@pytest.mark.parametrize(
    ("lines", "name", "records"),
    [
        ([POD + b"stdout F " + OBJECT] * 50, "cri+json_lines", 50),
        ([*WRAPPED, WRAPPED[1]] * 20, "cri+json_lines", 60),
        ([POD + b"stdout F " + line for line in LOG4J] * 20, "cri+log4j", 80),
        (
            [POD + b"stdout F 2026-01-05 10:00:00 " + line for line in (b"INFO a", b"ERROR shop - b")] * 9,
            "cri+time_level",
            18,
        ),
        ([POD + b"stdout F 2026-01-05 10:00:00 a"] * 9, "cri", 9),
        ([POD + b"stdout F " + line for line in (OBJECT, ERROR, b"Listening on 8080")] * 20, "cri", 60),
        (
            [json.dumps({"log": f"{OBJECT.decode()}\n", "stream": "s", "time": "t"}).encode()] * 50,
            "docker_json+json_lines",
            50,
        ),
        ([b"Jan  5 10:00:00 web1 app[7]: " + OBJECT] * 50, "syslog_rfc3164+json_lines", 50),
        ([OBJECT] * 50, "json_lines", 50),
    ],
)
def test_a_log_whose_messages_are_records_is_told_to_be_of_both_formats(
    lines: list[bytes], name: str, records: int, tmp_path: Path
) -> None:
    found = sniff(log(tmp_path, lines))

    assert chosen(found) == name
    assert (found.chosen.counts.records, found.chosen.counts.others) == (records, 0)


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [(ACCESS, SYSLOG, ("combined", "syslog_rfc3164")), (ERROR, ACCESS, ("log4j", "combined"))],
)
def test_of_two_formats_in_a_file_both_are_named(
    first: bytes, second: bytes, names: tuple[str, str], tmp_path: Path
) -> None:
    found = sniff(log(tmp_path, [first, second, first] * 50))

    assert (found.chosen.format.name, found.mixed_with.format.name) == names
    assert (found.chosen.counts.records, found.mixed_with.counts.records) == (100, 50)


def test_a_format_that_is_given_is_taken_whatever_the_lines_say(tmp_path: Path) -> None:
    found = sniff(log(tmp_path, [ACCESS] * 9), shipped.shipped("syslog_rfc3164"))

    assert chosen(found) == "syslog_rfc3164"
    assert not found.chosen.is_usable
    assert found.others[0].format.name == "combined"


def test_prose_is_of_no_format_and_nothing_is_proposed(tmp_path: Path) -> None:
    found = sniff(log(tmp_path, PROSE.split(b"\n") * 20))

    assert (found.chosen, found.others, found.proposal) == (None, (), None)


@pytest.mark.parametrize("content", [b"", b"\n", b"\n" * 100])
def test_an_empty_file_is_of_no_format(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(content)
    found = sniff(path)

    assert (found.chosen, found.proposal) == (None, None)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (random.Random(7).randbytes(5_000), "binary"),
        (b"\x7fELF" + bytes(100), "binary"),
        (b"PAR1" + bytes(range(256)) * 9, "Parquet"),
        (b"\x1f\x8b\x08" + b"a" * 99, "gzip"),
        (gzip.compress(random.Random(7).randbytes(5_000)), "binary"),
        ("2026-01-05 Ä\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_what_is_no_text_is_named_for_what_it_is(content: bytes, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(content)

    with pytest.raises(DataError, match=problem):
        sniff(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, problem in ((tmp_path, "is a folder"), (tmp_path / "none", "does not exist")):
        with pytest.raises(DataError, match=problem):
            sniff(path)


def test_a_log_that_was_truncated_under_its_writer_begins_with_a_hole(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(bytes(3_000) + (ACCESS + b"\n") * 9)

    assert chosen(sniff(path)) == "combined"


def test_a_large_file_is_sampled_from_all_over_it_and_always_the_same(tmp_path: Path) -> None:
    path = log(tmp_path, [b"%06d %s" % (number, ACCESS) for number in range(40_000)])
    sample = take(path)

    assert take(path) == sample
    assert len(sample.blocks) == BLOCKS + 1
    assert sum(len(line) + 1 for line in sample.lines) < 1.1 * (HEAD + BLOCKS * BLOCK)
    assert all(line.endswith(ACCESS) and len(line) == len(ACCESS) + 7 for line in sample.lines)
    assert int(sample.lines[-1][:6]) > 39_000


def test_a_stack_trace_at_the_border_of_a_block_counts_as_nothing(tmp_path: Path) -> None:
    found = sniff(log(tmp_path, [ERROR, *TRACE * 5] * 8_000))

    assert chosen(found) == "log4j"
    assert found.chosen.share == 1.0


@pytest.mark.parametrize(
    ("lines", "template"),
    [
        (
            [b"081109 20%02d15 %d INFO dfs.Data: Packet %d" % (n, n, n) for n in range(50)],
            "{time:%y%m%d %H%M%S} {number:int} {level:severity} {field:[^:]}: {message:rest}",
        ),
        (
            [b"%d node-%d unix.hw 10778047%02d 1 Component {x} \\%d" % (n, n, n, n) for n in range(10, 60)],
            "{number:int} {field:word} {field2:word} {time:epoch} {number2:int} {message:rest}",
        ),
        (
            [b'b "GET /%d" [05/Jan/2026:10:00:%02d +0000] {%d} 192.0.2.%d\tx' % (n, n, n, n) for n in range(10, 60)],
            '{field:word} "{field2:quoted}" [{time:apache}] \\{{number:int}\\} {address:address}\t{message:rest}',
        ),
        (
            [
                b"#7 [05.01.2026 10:00:%02d] <INFO> x: Request %d" % (n, n) + b"\n  caused by\n  at y" * (n % 2)
                for n in range(50)
            ],
            "#{number:int} [{time:%d.%m.%Y %H:%M:%S}] <{level:severity}> {field:[^:]}: {message:rest}",
        ),
    ],
)
def test_what_no_format_reads_gets_a_proposal_that_reads_it(lines: list[bytes], template: str, tmp_path: Path) -> None:
    found = sniff(log(tmp_path, lines))
    path = tmp_path / "mine.toml"
    path.write_text(found.proposal.toml("mine", with_samples=True))

    assert found.proposal.read.format.declared.line == template
    again = sniff(tmp_path / "a.log", shipped.named(str(path)))
    assert again.chosen.share == 1.0


def test_lines_of_another_form_are_counted_and_named_where_their_numbers_are_known(tmp_path: Path) -> None:
    lines = [b"-- %d" % n if n % 20 == 3 else b"%d|a|%d" % (n, n) for n in range(60)]

    found = sniff(log(tmp_path, lines))

    assert found.proposal.read.counts.others == 3
    assert list(found.sample.others(found.proposal.read.format)) == [4, 24, 44]


def test_rows_of_several_lines_are_read_from_wherever_a_block_begins(tmp_path: Path) -> None:
    row = b'2026-01-05T10:00:%02dZ,info,"two, lines\nof a ""message""",%d'
    rows = [line for n in range(20_000) for line in (row % (n % 60, n)).split(b"\n")]

    found = sniff(log(tmp_path, [b"time,level,message,ms", *rows]))

    assert not found.sample.whole
    assert (found.chosen.format.name, found.mixed_with) == ("csv", None)
    assert found.chosen.share > 0.99


def test_the_lines_of_a_row_are_no_second_format(tmp_path: Path) -> None:
    rows = [line for sample in shipped.shipped("postgres_csv").declared.samples for line in sample.line.split("\n")]

    found = sniff(log(tmp_path, [row.encode() for row in rows] * 20))

    assert found.chosen.format.name == "postgres_csv"
    assert found.mixed_with is None


def test_parts_of_a_very_long_line_are_no_lines_of_the_sample(tmp_path: Path) -> None:
    path = tmp_path / "long.log"
    path.write_bytes(b"2024-01-15 10:30:45|ERROR|" + b"x" * (16 << 20) + b"|203.0.113.7|1\n")
    with path.open("ab") as file:
        file.write(b"2024-01-15 10:30:45|ERROR|short|203.0.113.7|1\n" * 500)

    taken = take(path)

    assert sum(len(line) > 1000 for line in taken.lines) == 1
