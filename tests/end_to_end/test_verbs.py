"""The other verbs, as a user calls them."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.correctness.reference import MEASURED
from bench.host.cache.cleaning import STRANGE
from bench.model.paths import CHECKOUT
from bench.model.types import Status
from bench.results import result_file
from tests.end_to_end.conftest import GOOD, Command, calling, start, wait_for_samples
from tests.gold import Gold, settled

SHORT = ("--lines", "2k", "--rounds", "3")
ROWS = ("--impl", "generator_chain", "--impl", "bytes_blocks")


def test_list_shows_workloads_and_says_what_needs_a_library(command: Command) -> None:
    done = command("bench", "list")

    assert done.code == 0
    assert "error_counts: How often " in done.out
    assert "readlines_objects" in done.out
    assert f"{sys.executable} -m bench list --all" in done.out


def test_a_new_file_is_written_once_and_debugs_to_a_failure_that_names_its_line(
    called: Command, tmp_path: Path, gold: Gold
) -> None:
    folder = tmp_path / "ideas"  # not there yet

    first = called("bench", "new", "error_counts", "my_idea", "--impls", folder)
    again = called("bench", "new", "error_counts", "my_idea", "--impls", folder)
    debugged = called("bench", "debug", "error_counts/my_idea", "--impls", folder)

    said = (first.out, (folder / "my_idea.py").read_text(), again.err, debugged.out)
    gold("verbs", "new, and debug of it", settled("\n".join(said), tmp_path))
    assert "python -m bench debug error_counts/my_idea" in first.out
    assert (first.code, again.code, debugged.code) == (0, 1, 3)
    assert "NotImplementedError" in debugged.out


def test_a_new_file_answers_a_workload_of_ones_own_and_lies_in_its_folder(called: Command, tmp_path: Path) -> None:
    called("bench", "new-workload", "streaks", "--impls", tmp_path / "mine")

    made = called("bench", "new", "streaks", "my_idea", "--impls", tmp_path / "mine")
    other = called("bench", "new", "error_counts", "my_idea", "--impls", tmp_path / "mine")
    mistyped = called("bench", "new", "streakz", "my_idea", "--impls", tmp_path / "mine")

    assert (made.code, other.code, mistyped.code) == (0, 0, 2)
    assert [(done.out.count("--log FILE"), done.out.count("--impls")) for done in (made, other)] == [(2, 2), (0, 2)]
    assert "impls/" not in (tmp_path / "mine" / "streaks" / "my_idea.py").read_text()
    assert (tmp_path / "mine" / "streaks" / "my_idea.py").is_file()
    assert (tmp_path / "mine" / "error_counts" / "my_idea.py").is_file()
    assert "'streaks'" in mistyped.err
    assert f"list --all --impls {tmp_path / 'mine'}" in mistyped.err


@pytest.mark.parametrize("name", ["Upper", "a-b", "../up", "x" * 65, ""])
def test_a_name_that_cannot_be_used_is_refused(called: Command, name: str) -> None:
    done = called("bench", "new", "error_counts", name)

    assert done.code == 2
    assert f"'{name}'" in done.err


def test_debug_shows_what_is_printed_and_the_verdict(
    called: Command, mine: Callable[..., Path], tmp_path: Path, gold: Gold
) -> None:
    folder = mine(talks="print('hello from the module')\n" + GOOD)

    done = called("bench", "debug", "error_counts/talks", "--impls", folder)

    assert done.code == 0, done.err
    assert re.search(r" [\d.]+ m?s; .* [\d.]+ MiB", done.out), done.out
    gold("verbs", "debug, right", settled(done.out, tmp_path))


SKIPS_THE_FIRST_LINE = """
def run(path):
    counts = {}
    with open(path, encoding="utf-8", errors="replace") as log:
        next(log, None)
        for line in log:
            fields = line.rstrip("\\n").split("|")
            if len(fields) == 5 and fields[1] == "ERROR":
                counts[fields[2]] = counts.get(fields[2], 0) + 1
    return counts
"""


def test_debug_names_every_edge_case_that_fails_with_its_bytes(
    called: Command, mine: Callable[..., Path], tmp_path: Path, gold: Gold
) -> None:
    log = tmp_path / "harmless.log"
    log.write_bytes(b"t|INFO|a|i|u\nt|ERROR|b|i|u\n")
    folder = mine(off_by_one=SKIPS_THE_FIRST_LINE)

    done = called("bench", "debug", "error_counts/off_by_one", "--impls", folder, "--log", log)

    assert done.code == 3, done.out
    gold("verbs", "debug, edge cases", settled("\n".join(done.out.splitlines()[:7]), tmp_path))
    failed = re.findall(r"^on ([^:]*): b'", done.out, re.MULTILINE)
    assert {"one record", "no last newline", "a byte order mark"} < set(failed)
    assert f" {len(failed)} of " in done.out
    assert (
        "on one record: b't|ERROR|only one|i|u\\n'\n    wrong-answer: 'only one': expected 1, got nothing" in done.out
    )
    after = re.findall(r"^on [^:]*: b'.*\n(.*)", done.out, re.MULTILINE)
    assert len(after) == len(failed)
    assert all(line.startswith("    ") for line in after)


def test_check_ends_a_wrong_row_with_the_command_that_shows_more(
    called: Command, mine: Callable[..., Path], tmp_path: Path
) -> None:
    log = tmp_path / "harmless.log"
    log.write_bytes(b"t|ERROR|first|i|u\nt|ERROR|b|i|u\n")
    folder = mine(off_by_one=SKIPS_THE_FIRST_LINE)

    checked = called("bench", "check", "--impls", folder, "--impl", "off_by_one", "--log", log)
    (command,) = (line for line in checked.out.splitlines() if "debug" in line)
    shown = called(*shlex.split(command.partition(" -m ")[2]))

    assert (checked.code, shown.code) == (3, 3), checked.out + shown.err
    assert "'first': expected 1, got nothing" in shown.out


def test_debug_names_the_edge_case_on_which_it_raises(called: Command, mine: Callable[..., Path]) -> None:
    folder = mine(picky=GOOD.replace("fields = ", "assert record.count(b'|') < 9\n            fields = "))

    done = called("bench", "debug", "error_counts/picky", "--impls", folder)

    assert done.code == 3, done.out
    assert "on too many fields: b'a|b|ERROR|c|d|e\\n" in done.out
    assert "    error: AssertionError" in done.out


def test_pdb_debugs_it_with_the_users_own_surroundings(command: Command, mine: Callable[..., Path]) -> None:
    folder = mine(looks="import os\nprint('set to', os.environ['SURROUNDINGS'])\n" + GOOD)

    done = command("bench", "debug", "error_counts/looks", "--impls", folder, "--pdb", SURROUNDINGS="mine")

    assert "set to mine\n{" in done.out, done.err


@pytest.mark.measuring  # within its two seconds, the process has to come as far as the line that hangs
def test_debug_says_what_it_waits_for_and_names_the_line_that_hangs(
    command: Command, mine: Callable[..., Path]
) -> None:
    folder = mine(hangs="import time\n\ndef run(path):\n    time.sleep(60)\n")

    done = command("bench", "debug", "error_counts/hangs", "--impls", folder, "--timeout", "2s")

    assert done.code == 3, done.out
    assert "2 s; --timeout" in done.err
    assert done.out.startswith(f"timeout: on {MEASURED}: ")
    assert done.out.endswith(" 2 s\n    hangs.py, line 4, in run\n")


@pytest.fixture(scope="module")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Have a command of ours fill a cache, vocabularies and all."""
    folder = tmp_path_factory.mktemp("filled")
    cache = folder / "cache"
    words = ("check", "--lines", "300", "--impl", "generator_chain")
    done = calling(folder)("bench", *words, LEANLINES_CACHE=str(cache))
    assert done.code == 0, done.err
    return cache


@pytest.fixture
def filled(filled_once: Path, tmp_path: Path) -> Path:
    """Give a cache that a command of ours has filled, for this test alone."""
    return Path(shutil.copytree(filled_once, tmp_path / "cache", symlinks=True))


def test_clean_empties_the_cache_and_says_what_it_was(called: Command, filled: Path) -> None:
    first = called("bench", "clean", LEANLINES_CACHE=str(filled))
    again = called("bench", "clean", LEANLINES_CACHE=str(filled))

    assert (first.code, {path.name for path in filled.iterdir()}) == (0, {"CACHEDIR.TAG", ".leanlines-lock"})
    assert str(filled) in first.out
    assert re.search(r"^  kits +1 entry +[\d,.]+ [kM]B$", first.out, re.MULTILINE), first.out
    assert re.search(r"^Removed \d+ entries \(.*B\)\.$", first.out, re.MULTILINE), first.out
    assert (again.code, again.out.count("\n"), str(filled) in again.out) == (0, 1, True)


def test_clean_that_leaves_something_says_so_and_exits_with_1(called: Command, filled: Path) -> None:
    (filled / "data" / "mine.log").write_text("precious")

    done = called("bench", "clean", LEANLINES_CACHE=str(filled))

    assert (done.code, (filled / "data" / "mine.log").read_text()) == (1, "precious")
    assert f"{filled / 'data' / 'mine.log'}: {STRANGE}" in done.out


def test_clean_asks_on_a_terminal(called: Command, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()

    def answered(answer: str) -> tuple[int, str]:
        os.write(ours, f"{answer}\n".encode())
        done = called("bench", "clean", LEANLINES_CACHE=str(filled))
        assert "Remove all of this? [y/N]" in done.err
        return done.code, done.out.splitlines()[-1]

    with os.fdopen(ours, "wb"), os.fdopen(theirs) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        for refusal in ("n", "", "Yes please"):
            assert answered(refusal) == (0, "Nothing was removed.")
        assert (filled / "kits").exists()

        code, said = answered("y")

    assert (code, said.startswith("Removed")) == (0, True)
    assert not (filled / "kits").exists()


@pytest.mark.parametrize("words", [["--help"], ["--hlep"], ["now"]])
def test_a_clean_that_was_asked_for_something_else_removes_nothing(
    words: list[str], called: Command, filled: Path
) -> None:
    before = sorted(filled.rglob("*"))

    done = called("bench", "clean", *words, LEANLINES_CACHE=str(filled))

    assert done.code == (0 if words == ["--help"] else 2)
    assert sorted(filled.rglob("*")) == before


def test_clean_beside_a_run_names_it_and_removes_nothing_and_the_run_is_unharmed(
    called: Command, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEANLINES_CACHE", str(filled))
    run = start(tmp_path / "one", "--quick", "--edge-cases", "off", *SHORT, *ROWS[:2])
    folder = wait_for_samples(tmp_path / "one", 1)
    run.send_signal(signal.SIGSTOP)  # or it may be over by then

    refused = called("bench", "clean")

    run.send_signal(signal.SIGCONT)
    assert refused.code == 1
    assert f"process {run.pid} (`" in refused.err
    assert " -m bench run " in refused.err
    run.communicate()
    assert run.returncode == 0
    assert {row.status for row in result_file.read(folder / "result.json").outcomes} == {Status.OK}
    assert called("bench", "clean").code == 0


def test_two_runs_do_not_share_a_folder(called: Command, tmp_path: Path) -> None:
    out = tmp_path / "shared"
    process = start(out, *SHORT, *ROWS)
    folder = wait_for_samples(out, 1)
    process.send_signal(signal.SIGSTOP)  # or it may be over by then
    try:
        refused = called("bench", "run", "--resume", folder)
    finally:
        process.kill()
        process.communicate()

    assert refused.code == 1
    assert str(folder) in refused.err


@pytest.mark.skipif(os.geteuid() != 0 and not os.access("/dev/full", os.W_OK), reason="there is no /dev/full")
def test_a_closed_or_full_standard_output_is_no_traceback() -> None:
    for target in ("/dev/full", "/dev/null"):
        with Path(target).open("w") as sink:
            done = subprocess.run(
                [sys.executable, "-m", "bench", "list"],
                cwd=CHECKOUT,
                stdout=sink,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert "Traceback" not in done.stderr
