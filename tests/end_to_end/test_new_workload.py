"""From a log to a question to a report, as a user types it: `new-workload`, `check`, `bench run`."""

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.cli.sources import new_workload
from tests.bench.questions.logs import JSON, LOG4J
from tests.end_to_end.conftest import Command, Done
from tests.gold import Gold

REFUSED = {
    "no question": ("--log", "app.log"),
    "two questions": ("--log", "app.log", "--count", "logger", "--sum", "thread"),
    "no groups": ("--log", "app.log", "--count"),
    "two groups": ("--log", "app.log", "--count", "logger", "--by", "level"),
    "a field that is called nearly so": ("--log", "app.log", "--count", "loger"),
    "a condition that cannot be read": ("--log", "app.log", "--count", "logger", "--where", "level = ERROR"),
    "a field of a condition": ("--log", "app.log", "--count", "logger", "--where", "levl == ERROR"),
    "a program for a condition": ("--log", "app.log", "--count", "logger", "--where", "__import__('os').system('id')"),
    "a condition that nothing meets": ("--log", "app.log", "--count", "logger", "--where", "level == FATAL"),
    "a quantile of texts": ("--log", "app.log", "--quantile", "message", "--by", "logger"),
    "a share": ("--log", "app.log", "--quantile", "message", "--by", "logger", "--q", "95"),
    "a share of nothing": ("--log", "app.log", "--count", "logger", "--q", "0.5"),
    "fewer than no groups": ("--log", "app.log", "--count", "logger", "--top", "-1"),
    "a question of no log": ("--count", "logger"),
    "a format that reads nothing": ("--log", "app.log", "--count", "logger", "--format", "combined"),
    "a template that reads nothing": ("--log", "app.log", "--count", "logger", "--format", "{time:iso} - {logger}"),
    "a field that a template has not": ("--log", "app.log", "--count", "loger", "--format", "{time:iso} {logger:rest}"),
    "a log that is not there": ("--log", "app.txt", "--count", "logger"),
}


@pytest.fixture
def asking(called: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return what asks a question of two logs that lie where it is called."""
    monkeypatch.chdir(tmp_path)
    for name, lines in {"app.log": LOG4J, "app.json": JSON}.items():
        Path(name).write_bytes(b"".join(line + b"\n" for line in lines))

    def call(name: str, *words: object) -> Done:
        return called("bench", "new-workload", name, *words, "--impls", "mine")

    return call


@pytest.mark.parametrize("name", REFUSED)
def test_a_question_that_cannot_be_asked_is_refused_and_nothing_is_written(
    name: str, asking: Command, gold: Gold
) -> None:
    done = asking("asked", *REFUSED[name])

    gold("new_workload", name, done.err.replace(sys.executable, "python").replace(sys.orig_argv[0], "python"))
    assert done.code in {1, 2}
    assert not Path("mine").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="sed -E of another system may differ")
@pytest.mark.parametrize(("between", "is_offered"), [("\t", True), (",", False)])
def test_a_log_with_decimal_commas_is_refused_with_what_writes_points(
    between: str, *, is_offered: bool, asking: Command
) -> None:
    rows = [
        ("wann", "dauer", "wo"),
        *(("10:00:00", f'"{n},5"' if between == "," else f"{n},5", "a") for n in range(50)),
    ]
    Path("a b.tsv").write_text("".join(f"{between.join(row)}\n" for row in rows))

    hint = asking("asked", "--log", "a b.tsv", "--sum", "dauer", "--by", "wo").err.strip()

    assert (" sed " in hint) is is_offered
    if is_offered:
        subprocess.run(hint[hint.index("sed ") :], shell=True, check=True)  # noqa: S602 - as a user pastes it
        assert asking("asked", "--log", "a b-points.tsv", "--sum", "dauer", "--by", "wo").code == 0


@pytest.mark.parametrize("name", ["Slow", "a b", "", "..", "x" * 65, "error_counts"])
def test_a_name_that_is_none_or_is_taken_is_refused(name: str, asking: Command) -> None:
    assert asking(name, "--log", "app.log", "--count", "logger").code in {1, 2}
    assert not Path("mine").exists()


def test_a_folder_that_is_there_is_left_alone(asking: Command) -> None:
    Path("mine/asked").mkdir(parents=True)

    assert asking("asked", "--log", "app.log", "--count", "logger").code == 1
    assert list(Path("mine/asked").iterdir()) == []


def test_without_a_log_nothing_is_asked_and_an_example_is_written_with_comments(asking: Command, gold: Gold) -> None:
    done = asking("my_question")
    text = Path("mine/my_question/__init__.py").read_text()

    gold("new_workload", "an example", done.out.replace(sys.executable, "python").replace(sys.orig_argv[0], "python"))
    assert done.code == 0
    assert sum(line.startswith("# ") for line in text.splitlines()) >= 5


def test_a_question_of_a_log_is_written_and_every_answer_without_libraries_is_right(
    asking: Command, called: Command
) -> None:
    assert asking("by_level", "--log", "app.log", "--count", "level").code == 0

    words = ("--impls", "mine", "--workload", "by_level")
    checked = called("bench", "check", *words, "--log", "app.log", "--impl", "re*", "--edge-cases", "refuse")

    assert checked.code == 0
    assert "200 of 200 lines" in checked.out
    assert called("bench", "check", *words, "--impl", "re*", "--log", "app.json").code == 1
    refused = called("bench", "check", *words)
    assert refused.code == 2
    assert "--log" in refused.err
    assert "by_level" not in called("bench", "list", "--impls", "mine", "--workload", "all").err


def test_what_is_begun_for_a_question_of_a_log_is_tried_and_measured_on_one(asking: Command, called: Command) -> None:
    assert asking("by_level", "--log", "app.log", "--count", "level").code == 0

    begun = called("bench", "new", "by_level", "my_idea", "--impls", "mine")

    _, *commands = begun.out.splitlines()
    assert [line.count("--log FILE") for line in commands] == [1, 1]
    assert "impls/by_level" not in Path("mine/by_level/my_idea.py").read_text()


def test_of_all_workloads_a_question_about_a_log_is_left_out_where_there_is_none(
    asking: Command, called: Command
) -> None:
    assert asking("by_level", "--log", "app.log", "--count", "level").code == 0

    done = called(
        "bench", "check", "--impls", "mine", "--workload", "by_level,range_sum,countdown", "--impl", "range_object"
    )
    assert done.code == 2
    done = called("bench", "run", "--impls", "mine", "--workload", "all", "--impl", "range_object", "--dry-run")
    assert done.code == 0
    assert "by_level" not in done.out


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_record_that_is_rarer_than_a_sample_shows_is_looked_for_in_the_log(
    pack: Callable[[bytes], bytes], asking: Command
) -> None:
    rare = LOG4J[0].replace(b"ERROR", b"FATAL")
    usual = b"".join(line + b"\n" for line in LOG4J if b"ERROR" not in line)
    Path("app.log").write_bytes(pack(usual * 300 + rare + b"\n" + usual * 300))  # the blocks of a sample miss it

    assert asking("rare", "--log", "app.log", "--count", "logger", "--where", "level == FATAL").code == 0
    assert "FATAL" in Path("mine/rare/__init__.py").read_text()


def test_a_log_that_is_large_once_it_is_unpacked_is_measured_within_a_budget(
    asking: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = gzip.compress(Path("app.log").read_bytes())
    Path("app.log.gz").write_bytes(packed)
    monkeypatch.setattr(new_workload, "LARGE", 10 * len(packed))

    assert "--budget" not in asking("one", "--log", "app.log.gz", "--count", "logger").out
    monkeypatch.setattr(new_workload, "LARGE", 10 * len(packed) - 1)
    assert "--budget" in asking("two", "--log", "app.log.gz", "--count", "logger").out
