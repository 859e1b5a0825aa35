"""The whole path, on real processes: a command line in, an exit code and a result folder out."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.correctness.reference import MEASURED
from bench.results import result_file
from bench.session.answers.failed_rows import RIGHT
from tests.end_to_end.conftest import GOOD, Command, Done, running
from tests.gold import Gold, settled

QUICK = ("--lines", "2k", "--rounds", "3")
RAISES = 'def run(path):\n    raise ValueError("no")\n'
SLOPPY = """
def run(path):
    counts = {}
    for line in open(path, encoding="utf-8", errors="replace", newline="\\n"):
        if "ERROR" in line:
            message = line.split("|")[2] if line.count("|") == 4 else line
            counts[message] = counts.get(message, 0) + 1
    return counts
"""


@pytest.fixture
def hostile_log(tmp_path: Path) -> Path:
    """Write every awkward input of the workload into one log; an unended record last."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from impls.error_counts import HOSTILE  # noqa: PLC0415 - only this test looks into a workload

    path = tmp_path / "hostile.log"
    ended = [case if case.endswith(b"\n") or not case else case + b"\n" for case in HOSTILE.values()]
    path.write_bytes(b"".join(ended) + b"t|ERROR|unended|i|u")
    return path


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """Measure two rows once, for all that reads what a run leaves."""
    command = running(tmp_path_factory.mktemp("two"))
    return command("bench", "run", *QUICK, "--impl", "readlines_objects", "--impl", "generator_chain")


def test_a_run_measures_every_row_and_leaves_a_whole_result_folder(two: Done) -> None:
    assert two.code == 0, two.err
    assert two.statuses == {"readlines_objects": "ok", "generator_chain": "ok"}
    (folder,) = two.folder.iterdir()
    assert {path.name for path in folder.iterdir()} == {"samples.jsonl", "result.json", "pyperf.json"}
    assert two.result["format"] == result_file.FORMAT
    instruments = [sample["instrument"] for sample in two.result["outcomes"][0]["samples"]]
    assert instruments[:7] == ["answer", *["resident"] * 3, *["timing"] * 3]
    assert sorted(instruments[7:9]) == ["lines", "traced"]  # they run beside each other
    assert str(folder / "result.json") in two.out


def test_the_baseline_runs_twice_in_every_round(two: Done) -> None:
    timed = [s for row in two.result["outcomes"] for s in row["samples"] if s["instrument"] == "timing"]
    by_round: dict[int, list[tuple[str, bool]]] = {}
    for sample in sorted(timed, key=lambda s: (s["round"], s["position"])):
        by_round.setdefault(sample["round"], []).append((sample["cell"]["implementation"], sample["cell"]["control"]))
    assert all(len(set(order)) == 3 for order in by_round.values())


def test_one_bad_row_makes_three_and_keeps_the_others(called: Command, mine: Callable[..., Path]) -> None:
    wrong = GOOD.replace("+ 1", "+ 2").replace("counts = {}", "counts = {path.read_bytes()[0]: 0}")
    folder = mine(fine="good", raises=RAISES, sloppy=SLOPPY, wrong=wrong, broken="def run(path:\n")

    words = ("--quick", "--lines", "2k", "--rounds", "1", "--timeline", "--impls", folder, "--impl", "*@mine")
    done = called("bench", "run", *words, COLUMNS="300")

    assert done.code == 3
    assert done.out.splitlines()[-1].startswith("4 of 5 ")
    failed = ("raises", "sloppy", "wrong", "broken")
    assert all(f" {name} (" in done.out.splitlines()[-1] for name in failed)
    assert done.out.endswith("exit code 3.\n")
    expected = {"fine": "ok", "raises": "error", "sloppy": "wrong-answer"}
    assert done.statuses == expected | {"wrong": "wrong-answer", "broken": "load-error"}
    assert done.reason("raises").startswith(f"on {MEASURED}: ValueError: no\nraises.py, line 2, in run")
    assert done.reason("sloppy").startswith("on only malformed lines: 'ERROR\\n': expected nothing, got 1\n")
    assert "line 5 of the data" in done.reason("sloppy")
    assert done.reason("sloppy").endswith(RIGHT)
    assert done.reason("wrong").startswith(f"on {MEASURED}: ")
    assert ": IndexError: " in done.reason("wrong").splitlines()[-1]
    assert "line 1" in done.reason("broken")
    _assert_recorded(done, "fine", processes=1)  # which a first impression does only where it is asked for


def test_no_good_row_at_all_is_not_a_success(called: Command, mine: Callable[..., Path]) -> None:
    done = called("bench", "run", "--quick", *QUICK, "--impls", mine(raises=RAISES), "--impl", "raises")

    assert done.code == 3


def test_a_file_called_like_a_library_is_an_implementation_like_any_other(
    called: Command, mine: Callable[..., Path], tmp_path: Path, gold: Gold
) -> None:
    folder = mine(json="import json\nassert hasattr(json, 'loads')\n" + GOOD)

    done = called("bench", "check", "--impls", folder, "--impl", "json", COLUMNS="300")

    assert (done.code, "error_counts/json: ok" in done.out) == (0, True), done.out + done.err
    gold("verbs", "check", settled(done.out, tmp_path))


def test_every_awkward_input_in_one_own_log_is_answered_rightly(called: Command, hostile_log: Path) -> None:
    rows = ("--impl", "generator_chain", "--impl", "bytes_blocks")  # tests/impls holds them all

    checked = called("bench", "check", "--log", hostile_log, "--edge-cases", "off", *rows)

    assert checked.code == 0, checked.out


def test_check_asks_for_the_data_itself_and_not_only_for_the_exam(called: Command, mine: Callable[..., Path]) -> None:
    wrong = GOOD.replace("    return counts", "    return {} if path.stat().st_size > 3_000_000 else counts")
    folder = mine(wrong=wrong, raises=wrong.replace("return {}", "return {}[0]"))

    done = called("bench", "check", "--impls", folder, "--impl", "*@mine", "--lines", "50k")

    assert done.code == 3
    assert f"error_counts/wrong: wrong-answer\n    on {MEASURED}: " in done.out
    assert f"error_counts/raises: error\n    on {MEASURED}: KeyError: 0\n    raises.py, line " in done.out


def test_text_that_no_file_can_hold_does_not_end_the_run(called: Command, mine: Callable[..., Path]) -> None:
    folder = mine(odd='"""Doc \\ud800."""\ndef run(path):\n    raise ValueError("bad \\udcff")\n', fine="good")

    done = called("bench", "check", "--impls", folder, "--impl", "*@mine")

    assert done.code == 3
    assert re.search("error_counts/odd: (load-)?error", done.out)  # from 3.13 on it cannot be compiled either
    assert "error_counts/fine: ok" in done.out


def test_an_empty_log_is_a_valid_one(called: Command, tmp_path: Path) -> None:
    log = tmp_path / "empty.log"
    log.touch()

    done = called("bench", "run", "--log", log, "--quick", "--rounds", "1", "--impl", "generator_chain")

    assert (done.code, done.statuses) == (0, {"generator_chain": "ok"})


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--log", "no-such-file"), 1, "no-such-file"),
        (("--log", "bench/model"), 1, "answers error_counts: "),
        (("--lines", "-5"), 2, "'-5' is not a count"),
        (("--lines", "0"), 2, "above zero"),
        (("--lines", "1e6"), 2, "5M, 200k or 1_000_000"),
        (("--impl", "nosuch"), 2, "nosuch"),
        (("--impl", "generator_chian"), 2, "Did you mean 'generator_chain'?"),
        (("--workload", "error_count"), 2, "Did you mean 'error_counts'?"),
        (("--round", "3"), 2, "Did you mean --rounds?"),
        (("--impls", "no-such-folder"), 1, "not a folder"),
        (("--budget", "5m", "--rounds", "3"), 2, "one of them"),
        (("surplus",), 2, "surplus"),
    ],
)
def test_bad_input_is_one_clear_line_with_a_remedy(
    called: Command, arguments: tuple[str, ...], code: int, says: str, tmp_path: Path
) -> None:
    done = called("bench", "run", *arguments, "--out", tmp_path / "out")

    assert done.code == code
    assert says in done.err
    assert "error: " in done.err
    assert "hint: " in done.err
    assert not (tmp_path / "out").exists()


def test_pyperf_reads_the_timings(two: Done) -> None:
    (suite,) = two.folder.glob("*/pyperf.json")

    for verb in ("stats", "hist"):
        read = subprocess.run(
            [sys.executable, "-m", "pyperf", verb, suite], capture_output=True, text=True, check=False
        )
        assert read.returncode == 0, read.stderr
        assert "error_counts/generator_chain" in read.stdout


def test_memory_over_time_is_recorded_in_processes_of_its_own(two: Done) -> None:
    _assert_recorded(two, "readlines_objects", processes=3)


def test_every_timed_process_has_its_cpu_import_and_whole_time(two: Done) -> None:
    timed = [s for row in two.result["outcomes"] for s in row["samples"] if s["instrument"] == "timing"]

    figures = {"seconds", "user_seconds", "system_seconds", "import_seconds", "process_seconds"}
    assert timed
    assert all(figures <= sample["values"].keys() for sample in timed)


def _assert_recorded(done: Done, name: str, *, processes: int) -> None:
    """Hold the curves of a row; `processes` measured its resident memory besides."""
    (row,) = (
        each
        for each in done.result["outcomes"]
        if (each["cell"]["implementation"], each["cell"]["control"]) == (name, False)
    )
    curves = {s["instrument"]: s for s in row["samples"] if s["curve"]}
    assert set(curves) == {"resident_curve", "traced_curve"}
    resident, traced = ([size for _, size in curves[f"{what}_curve"]["curve"]] for what in ("resident", "traced"))
    assert max(resident) > min(resident) > 1_000_000
    assert max(resident) > max(traced) > min(traced) == 0
    assert sum("peak" in s["values"] for s in row["samples"]) == processes
