"""A log of one's own: of another format, without an answer, with bytes that are not text."""

import os
import pty
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.cli.app import main
from tests.end_to_end.conftest import Command

ONE = ("--quick", "--rounds", "1", "--impl", "generator_chain", "--edge-cases", "off")
LOGGED = b"app.db could not open 7 files: connection refused\n" * 40
ACCESS = b'203.0.113.7 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 404 271 "-" "Mozilla/5.0"\n' * 40
LINE = "timestamp|level|message|ip_address|user_id"


# A proxy's form: the quoted request does not stand behind the time, and no status behind it.
PROXIED = (
    b'[24/Jan/2022:16:51:02 +0000] - 404 404 - GET http a.example "/x" [Client 203.0.113.7] [Length 1] "curl/8" "-"\n'
)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "own.log"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("words", [("run",), ("run", "--dry-run"), ("check",)], ids=" ".join)
def test_a_log_in_which_nothing_is_found_is_refused_before_anything_is_measured(
    called: Command, tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = called("bench", *words, "--log", written(tmp_path, LOGGED), *ONE, COLUMNS="300")

    assert done.code == 1, done.out
    assert LINE in done.err
    assert "--empty-answer" in done.err
    assert "none of its 40 lines" in done.err
    assert "connection refused" not in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [("check",), ("run", "--dry-run")], ids=" ".join)
def test_where_no_record_counts_that_is_said_and_not_that_the_form_is_wrong(
    called: Command, tmp_path: Path, words: tuple[str, ...]
) -> None:
    log = written(tmp_path, ACCESS.replace(b" 404 ", b" 200 "))

    question = ("--workload", "failed_requests", "--impl", "generator_chain")
    done = called("bench", *words, *question, "--log", log, COLUMNS="300")

    assert done.code == 1, done.out
    assert "failed_requests: 40 records" in done.err
    assert LINE not in done.err


def test_lines_of_another_form_are_counted_and_said(called: Command, tmp_path: Path) -> None:
    log = written(tmp_path, PROXIED * 13 + ACCESS[: len(ACCESS) // 40])

    question = ("--workload", "failed_requests", "--impl", "generator_chain")
    done = called("bench", "run", "--dry-run", *question, "--log", log, COLUMNS="120")

    assert done.code == 0, done.err
    assert "13 of 14 lines " in done.out


def test_an_access_log_is_told_from_the_workload_that_reads_it(called: Command, tmp_path: Path) -> None:
    done = called("bench", "run", "--log", written(tmp_path, ACCESS), *ONE)

    assert done.code == 1, done.out
    assert "--workload failed_requests" in done.err


def test_whoever_wants_it_measured_all_the_same_reads_so_in_the_headline(called: Command, tmp_path: Path) -> None:
    done = called("bench", "run", "--log", written(tmp_path, LOGGED), "--empty-answer", *ONE)
    (result,) = done.folder.glob("*/result.json")
    drawn = called("reports", "md", result, "--out", tmp_path / "table.md")

    assert done.code == 0, done.err
    assert drawn.code == 0, drawn.err
    assert "none of its 40 lines" in (tmp_path / "table.md").read_text()


def test_a_log_says_how_much_of_it_was_understood(called: Command, tmp_path: Path) -> None:
    log = written(tmp_path, b"t|ERROR|m|i|u\n" * 30 + b"t|INFO|m|i|u\n\n")

    done = called("bench", "run", "--log", log, *ONE, COLUMNS="120")

    assert done.code == 0, done.err
    assert "31 records; 30 ERROR records with 1 " in done.out
    assert "1 of 32 lines " in done.out
    (data,) = [each for each in done.result["data"].values() if each["coverage"]]
    assert data["coverage"] == {"web_log": {"fitting": 31, "other": 1}}
    (result,) = done.folder.glob("*/result.json")
    called("reports", "html", result, "--out", tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text().count("1 of 32 lines ") >= 2


def test_debug_says_that_both_answers_are_empty(called: Command, tmp_path: Path) -> None:
    log = written(tmp_path, LOGGED)

    done = called("bench", "debug", "error_counts/generator_chain", "--log", log, COLUMNS="300")

    assert "Both are empty." in done.out


def test_an_empty_log_is_taken_and_said_to_be_empty(called: Command, tmp_path: Path) -> None:
    log = written(tmp_path, b"")

    done = called("bench", "run", "--dry-run", "--log", log, *ONE, COLUMNS="300")

    assert done.code == 0, done.err
    assert "is empty (0 bytes)." in done.out
    assert f"ls -lt {log}*" in done.err


PICKY = """
def run(path):
    counts = {}
    with open(path, "rb") as log:
        for record in log:
            record.decode()
            if b"confidential" in record:
                raise ValueError(record)
            fields = record.removesuffix(b"\\n").removesuffix(b"\\r").split(b"|")
            if len(fields) == 5 and fields[1] == b"ERROR":
                message = fields[2].decode("utf-8", "replace")
                counts[message] = counts.get(message, 0) + 1
    return counts
"""


@pytest.mark.parametrize("ci", [False, True])
def test_the_terminal_alone_shows_what_a_row_said_of_the_log(
    mine: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    ci: bool,
) -> None:
    log = written(tmp_path, b"t|ERROR|confidential|i|u\n")
    monkeypatch.delenv("CI", raising=False)
    for name, value in ({"TERM": "dumb"} | ({"CI": "true"} if ci else {})).items():
        monkeypatch.setenv(name, value)
    seen, terminal = pty.openpty()

    with os.fdopen(terminal, "w") as stderr, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", stderr)
        code = main(["check", "--log", str(log), "--impls", str(mine(picky=PICKY)), "--impl", "picky"])
    told = os.read(seen, 1 << 16)
    os.close(seen)

    printed = capsys.readouterr().out
    assert code == 3
    assert "ValueError. The message is withheld" in printed
    assert "confidential" not in printed
    assert "UTF-8 input only" not in printed  # of which nothing is in the log
    assert (b"confidential" in told) != ci


def test_bytes_that_are_not_utf8_are_named_as_the_cause(
    called: Command, mine: Callable[..., Path], tmp_path: Path
) -> None:
    log = written(tmp_path, b"t|ERROR|caf\xe9|i|u\n")
    rows = ("--impls", mine(picky=PICKY), "--impl", "picky", "--impl", "generator_chain")

    done = called("bench", "run", "--quick", "--log", log, "--rounds", "1", *rows, COLUMNS="300")

    assert done.code == 3
    assert "picky refuses" in done.out
    assert "iconv -c -f UTF-8 -t UTF-8" in done.out


SLOPPY = """
def run(path):
    counts = {}
    with open(path, encoding="utf-8", errors="replace") as log:
        lines = log.readlines()
    lines[0]
    for line in lines:
        fields = line.split("|")
        if len(fields) == 5 and fields[1] == "ERROR":
            counts[fields[2]] = counts.get(fields[2], 0) + 1
    return counts
"""


@pytest.mark.parametrize(
    ("policy", "said"), [((), "fails 2 of 27 edge cases: an empty file; "), (("--edge-cases", "off"), "not run")]
)
def test_a_row_that_is_right_on_the_log_goes_on_and_says_what_it_fails(
    called: Command, mine: Callable[..., Path], tmp_path: Path, policy: tuple[str, ...], said: str
) -> None:
    log = written(tmp_path, b"t|ERROR|m|i|u\n" * 30)

    done = called("bench", "check", "--log", log, "--impls", mine(sloppy=SLOPPY), "--impl", "sloppy", *policy)

    assert done.code == 0, done.out
    assert "error_counts/sloppy: ok" in done.out
    assert said in done.out


JSON = b'{"time":"2026-01-05T10:00:00Z","msg":"no route"}\n' * 40


@pytest.mark.parametrize(
    ("given", "named", "look"),
    [
        ((), ["json_lines, which reads 100.0 %"], ""),
        (("--format", "json_lines"), ["--format json_lines reads 100.0 %"], " --format json_lines"),
        (("--format", "syslog_iso"), ["--format syslog_iso reads 0.0 %", "json_lines, which"], " --format json_lines"),
    ],
    ids=["guessed", "given", "given wrongly"],
)
def test_a_log_of_another_form_is_refused_with_the_format_that_reads_it_and_the_command_that_shows_it(
    called: Command, tmp_path: Path, given: tuple[str, ...], named: list[str], look: str
) -> None:
    log = written(tmp_path, JSON)

    done = called("bench", "run", "--dry-run", "--log", log, "--impl", "generator_chain", *given)

    assert done.code == 1
    assert f"-m bench sniff {log}{look}\n" in done.err
    assert [name for name in named if name not in done.err] == []
    assert "no route" not in done.err
    assert ("It looks like" in done.err) is ("json_lines" not in given)


def test_a_log_in_another_format_is_asked_by_implementations_that_are_written_for_it(
    called: Command, tmp_path: Path
) -> None:
    log = written(tmp_path, b"2024-01-15 10:30:45,123 ERROR app.db: connection refused\n" * 40 + b"no record\n")

    done = called("bench", "check", "--log", log, COLUMNS="300")

    assert done.code == 0, done.err
    assert re.search(r"^error_counts .* level_logger: ", done.out, re.MULTILINE)
    assert done.out.count(": ok\n") >= 4
    assert "40 of 40 lines " in done.out


def test_what_came_by_standard_input_is_to_be_saved_and_not_looked_for_in_the_cache(
    called: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = written(tmp_path, b"2024-01-15 10:30:45,123 ERROR app.db: connection refused\n" * 40)

    with log.open(encoding="utf-8") as given:
        monkeypatch.setattr(sys, "stdin", given)
        done = called("bench", "check", "--log", "-", COLUMNS="300")

    assert done.code == 1
    assert " -m bench sniff FILE\n" in done.err
    assert "tandard input" in done.err


def test_records_that_are_no_lines_are_refused_with_what_makes_lines_of_them(called: Command, tmp_path: Path) -> None:
    log = written(tmp_path, b"[\n" + b'{"level":"error","message":"x"},\n' * 9 + b"]\n")

    done = called("bench", "run", "--dry-run", "--log", log, COLUMNS="300")

    assert done.code == 1
    assert f"jq -c '.[]' {log} > " in done.err


def test_without_edge_cases_it_is_checked_on_the_log_alone(called: Command, tmp_path: Path) -> None:
    log = written(tmp_path, JSON.replace(b'"msg"', b'"level":"error","msg"'))

    done = called("bench", "check", "--log", log, "--impl", "generator_chain", "--edge-cases", "off")

    assert done.code == 0, done.err
    assert "error_counts/generator_chain: ok\n" in done.out


def test_debug_counts_the_records_of_the_format_that_it_is_given(called: Command, tmp_path: Path) -> None:
    log = written(tmp_path, JSON.replace(b'"msg"', b'"level":"error","msg"') + b"no object\n")

    done = called("bench", "debug", "error_counts/generator_chain", "--log", log, "--format", "json_lines")

    assert "40 of 41 lines " in done.out
