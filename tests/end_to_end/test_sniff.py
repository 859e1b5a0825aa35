"""`sniff`, and `--format` beside `--log`, as a user calls them."""

import gzip
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.formats.loading import FOLDER
from bench.inputs.sniffing import sample
from tests.bench.formats.test_readings import ERROR, TRACE
from tests.bench.inputs.sniffing.test_sniff import ACCESS, PROSE, SYSLOG, of_format
from tests.end_to_end.conftest import ROOT, Command, Done
from tests.gold import Gold

UNKNOWN = [b"081109 20%02d15 %d INFO dfs.Data: Packet %d" % (n, n, n) for n in range(50)]
TEMPLATE = "{time:%y%m%d %H%M%S} {thread:int} {level:severity} {logger}: {message:rest}"
LOGS = {
    "combined": [ACCESS] * 20,
    "stack traces": [*[ERROR] * 3, *TRACE] * 10,
    "json_lines": of_format("json_lines"),
    "mixed": [ACCESS, SYSLOG, ACCESS] * 20,
    "unknown": UNKNOWN,
    "fallback": of_format("time_level"),
    "template": [*UNKNOWN[:4], b"081109 200500 7 Started dfs.Data: 0,25"],
    "one array": [b"[", *[b'{"level":"error"},'] * 9, b"]"],
    "objects of several lines": [b"{", b'  "level": "error"', b"}"] * 9,
    "journal": [b"__CURSOR=s=0639;i=1", b"_PID=7", b"MESSAGE=Started", b""] * 9,
    "prose": PROSE.split(b"\n") * 9,
    "empty": [],
}


NO_FORMAT = {"one array", "objects of several lines", "journal"}


@pytest.fixture
def sniffed(called: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return what sniffs at a file of these lines, which lies where the command is called."""
    monkeypatch.chdir(tmp_path)

    def call(name: str, *words: object, **environment: str) -> Done:
        Path("app.log").write_bytes(b"".join(line + b"\n" for line in LOGS[name]))
        return called("bench", "sniff", "app.log", *words, **environment)

    return call


@pytest.mark.parametrize("name", LOGS)
def test_what_sniff_says_reads_as_agreed(name: str, sniffed: Command, gold: Gold) -> None:
    done = sniffed(name, "--show-data", *(("--format", TEMPLATE) if name == "template" else ()))

    gold("sniff", name, done.out.replace(sys.executable, "python").replace(sys.orig_argv[0], "python"))
    assert done.code == (3 if name in {*NO_FORMAT, "unknown", "prose", "empty"} else 0)


@pytest.mark.parametrize(("pack", "part"), [(gzip.compress, r"the first \d+ "), (bytes, r"\d+ sampled ")])
def test_counts_of_a_part_of_a_log_say_so(
    pack: Callable[[bytes], bytes], part: str, called: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "HEAD", 2_000)
    monkeypatch.setattr(sample, "BLOCK", 1_000)
    monkeypatch.setattr(sample, "BLOCKS", 2)
    path = tmp_path / "app.log"
    content = b"".join(line + b"\n" for line in [ACCESS] * 200)
    path.write_bytes(pack(content))

    done = called("bench", "sniff", path)

    assert re.search(rf" reads \d+ of {part}lines", done.out)


def test_a_value_of_the_log_is_shown_on_a_terminal_alone(sniffed: Command, tmp_path: Path) -> None:
    assert "/a" not in sniffed("combined").out
    assert "dfs.Data" not in sniffed("unknown").out

    outside, inside = pty.openpty()
    command = [sys.executable, "-m", "bench", "sniff", str(tmp_path / "app.log")]
    subprocess.run(command, cwd=ROOT, stdout=inside, check=False)
    os.close(inside)

    assert b"dfs.Data" in os.read(outside, 1 << 16)
    os.close(outside)


def test_what_a_line_has_where_a_template_ends_is_shown_on_a_terminal_alone(sniffed: Command) -> None:
    hidden = sniffed("template", "--format", TEMPLATE).out

    assert "Line 5 " in hidden
    assert "character 17," in hidden
    assert "Started" not in hidden


def test_a_template_that_fits_no_line_says_where_to_a_run_and_to_a_new_workload(
    sniffed: Command, called: Command
) -> None:
    wrong = TEMPLATE.replace("severity", "error,warn")
    sniffed("unknown")

    asked = called("bench", "new-workload", "mine", "--log", "app.log", "--count", "level", "--format", wrong)
    run = called("bench", "check", "--workload", "error_counts", "--log", "app.log", "--format", wrong)

    for done in (asked, run):
        assert (done.code, "Line 1 " in done.err, "character 17," in done.err) == (1, True, True)
        assert "Packet" not in done.err


def test_a_template_is_a_format_and_what_continues_a_record_belongs_to_it(called: Command, tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_bytes(b"".join(line + b"\n" for line in [b"05.01.2026 10:00:00,123;ERROR;a", *TRACE] * 9))

    done = called("bench", "sniff", path, "--format", "{time:%d.%m.%Y %H:%M:%S};{level};{message:rest}", "--json")

    found = json.loads(done.out)
    assert (found["chosen"]["records"], found["chosen"]["other_lines"]) == (9, 0)
    assert {each["name"]: each["types"] for each in found["fields"]} == {
        "time": ["time"],
        "level": ["text"],
        "message": ["text"],
    }


def test_a_format_that_is_given_is_held_to_the_file(sniffed: Command) -> None:
    assert sniffed("combined", "--format", "common").code == 0
    assert sniffed("combined", "--format", "log4j").code == 3


@pytest.mark.parametrize(
    ("word", "code", "said"),
    [
        ("combine", 2, "'combined'"),
        ("none.toml", 1, "none.toml cannot"),
        ("{time:is} {b", 2, "character 11: {b is"),
        ("{time:is} x", 2, "character 1: {time:is}"),
    ],
)
def test_a_format_that_cannot_be_used_is_refused(word: str, code: int, said: str, sniffed: Command) -> None:
    done = sniffed("combined", "--format", word)

    assert done.code == code
    assert said in done.err


def test_a_name_or_a_line_that_commands_a_terminal_does_not(called: Command, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J.log"
    path.write_bytes(b"".join(b'{"a\\u001b[2J": "\\u001b]0;x\\u0007", "n": %d}\n' % n for n in range(9)))

    assert "\x1b" not in called("bench", "sniff", path, "--show-data").out


def test_a_run_says_how_much_of_the_log_has_the_format_that_was_given(called: Command, tmp_path: Path) -> None:
    log = tmp_path / "own.log"
    log.write_bytes(SYSLOG + b"\n" + (ACCESS + b"\n") * 9)
    mine = tmp_path / "mine.toml"
    mine.write_text((FOLDER / "syslog_rfc3164.toml").read_text())
    question = ("--workload", "failed_requests", "--impl", "generator_chain", "--log", log)

    of_ours = called("bench", "check", *question, "--format", "combined", "--edge-cases", "off")
    of_mine = called("bench", "check", *question, "--format", mine)

    assert (of_ours.code, of_mine.code) == (0, 0)
    assert "9 of 10 lines " in of_ours.out
    assert "1 of 1 line " in of_mine.out


@pytest.mark.parametrize(
    ("words", "code"), [(("--format", "combined"), 2), (("--log", "x.log", "--format", "nosuch"), 2)], ids=str
)
def test_a_format_without_a_log_or_that_there_is_not_is_refused(
    words: tuple[str, ...], code: int, called: Command
) -> None:
    done = called("bench", "run", "--rounds", "2", *words)

    assert done.code == code
    assert "--format" in done.err or "nosuch" in done.err
