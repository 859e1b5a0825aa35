"""A log of one's own: of another format, without an answer, with bytes that are not text."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import ROOT, Command

ONE = ("--rounds", "2", "--impl", "generator_chain")
LOGGED = b"2024-01-15 10:30:45,123 ERROR app.db: connection refused\n" * 40
ACCESS = b'203.0.113.7 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 404 271 "-" "Mozilla/5.0"\n' * 40
LINE = "timestamp|level|message|ip_address|user_id"


def written(folder: Path, content: bytes) -> Path:
    path = folder / "own.log"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("verb", ["run", "check"])
def test_a_log_in_which_nothing_is_found_is_refused_before_anything_is_measured(
    command: Command, tmp_path: Path, verb: str
) -> None:
    done = command("bench", verb, "--log", written(tmp_path, LOGGED), *ONE)

    assert done.code == 1, done.out
    assert "Nothing in this log answers error_counts" in done.err
    assert LINE in done.err
    assert "--empty-answer" in done.err
    assert "It holds no record and 40 malformed lines; no ERROR record." in done.err
    assert "connection refused" not in done.err
    assert not done.folder.exists()


def test_an_access_log_is_told_from_the_workload_that_reads_it(command: Command, tmp_path: Path) -> None:
    done = command("bench", "run", "--log", written(tmp_path, ACCESS), *ONE)

    assert done.code == 1, done.out
    assert "--workload failed_requests" in done.err


def test_whoever_wants_it_measured_all_the_same_reads_so_in_the_headline(command: Command, tmp_path: Path) -> None:
    done = command("bench", "run", "--log", written(tmp_path, LOGGED), "--empty-answer", *ONE)
    (result,) = done.folder.glob("*/result.json")
    drawn = command("reports", "md", result, "--out", tmp_path / "table.md")

    assert done.code == 0, done.err
    assert drawn.code == 0, drawn.err
    assert "Nothing in this log answers `error_counts`: every answer is empty." in (tmp_path / "table.md").read_text()


def test_a_log_says_how_much_of_it_was_understood(command: Command, tmp_path: Path) -> None:
    log = written(tmp_path, b"t|ERROR|m|i|u\n" * 30 + b"t|INFO|m|i|u\n\n")

    done = command("bench", "run", "--log", log, *ONE, COLUMNS="120")

    assert done.code == 0, done.err
    assert "holds 31 records and 1 malformed line; 30 ERROR records with 1 distinct message" in done.out


def test_debug_says_that_both_answers_are_empty(command: Command, tmp_path: Path) -> None:
    done = command("bench", "debug", "error_counts/generator_chain", "--log", written(tmp_path, LOGGED))

    assert "Right: it matches the reference. Both are empty." in done.out


def test_an_empty_log_is_measured_without_a_word(command: Command, tmp_path: Path) -> None:
    assert command("bench", "run", "--log", written(tmp_path, b""), *ONE).code == 0


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


@pytest.mark.parametrize(("environment", "shown"), [({}, True), ({"CI": "true"}, False)])
def test_the_terminal_alone_shows_what_a_row_said_of_the_log(
    mine: Callable[..., Path], tmp_path: Path, environment: dict[str, str], *, shown: bool
) -> None:
    log = written(tmp_path, b"t|ERROR|confidential|i|u\n")
    words = ["-m", "bench", "check", "--log", log, "--impls", mine(picky=PICKY), "--impl", "picky"]
    seen, terminal = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name != "CI"} | {"TERM": "dumb"} | environment

    with subprocess.Popen(
        [sys.executable, *map(str, words)], cwd=ROOT, env=plain, stdout=subprocess.PIPE, stderr=terminal
    ) as process:
        printed, _ = process.communicate(timeout=100)
    os.close(terminal)
    told = os.read(seen, 1 << 16)
    os.close(seen)

    assert process.returncode == 3
    assert b"ValueError. The message is withheld" in printed
    assert b"confidential" not in printed
    assert (b"confidential" in told) == shown


def test_bytes_that_are_not_utf8_are_named_as_the_cause(
    command: Command, mine: Callable[..., Path], tmp_path: Path
) -> None:
    log = written(tmp_path, b"t|ERROR|caf\xe9|i|u\n")
    rows = ("--impls", mine(picky=PICKY), "--impl", "picky", "--impl", "generator_chain")

    done = command("bench", "run", "--log", log, "--rounds", "2", *rows, COLUMNS="300")

    assert done.code == 3
    assert "The data holds bytes that are not UTF-8, which picky refuses." in done.out
    assert "iconv -c -f UTF-8 -t UTF-8" in done.out
