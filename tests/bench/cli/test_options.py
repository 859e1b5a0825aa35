"""What is read of the options that take several values, and of those with a unit."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

import generators.cli.app
import reports.cli
from bench.analysis.statistics.planning import MOST_ROUNDS
from bench.cli import repeat_or_resume
from bench.cli.app import main
from bench.cli.comparing.options import Before
from bench.cli.options import How, What
from bench.inputs.published_arguments import separate_logs
from bench.model.errors import UsageError
from bench.model.types import MOST_SAMPLES


def read(*words: str) -> tuple[What, How, Before]:
    options: tuple[What, How, Before] = repeat_or_resume._reader(list(words), exit_on_error=False, print_error=False)
    return options


def test_names_are_given_with_commas_or_by_repeating_the_option() -> None:
    what, how, earlier = read(
        *("--workload", "countdown,error_counts", "--impl", "a, b", "--impl=c", "--python", "3.11,3.13"),
        *("--trust", "aa,bb", "--fail-on", "slower:5%,wrong", "--lines", "5M", "--timeout", "90s"),
    )

    assert what.workload == ("countdown", "error_counts")
    assert what.impl == ("a", "b", "c")
    assert what.python == ("3.11", "3.13")
    assert (how.trust, earlier.fail_on) == (("aa", "bb"), ("slower:5%", "wrong"))
    assert (what.lines, how.timeout) == (5_000_000, 90.0)


@pytest.mark.parametrize("path", ["/opt/a,b/bin/python3", "./a,b"])
def test_a_path_keeps_its_commas(path: str) -> None:
    what, _, _ = read("--python", path, "--impls", path)

    assert what.python == (path,)
    assert what.impls == (Path(path),)


def test_nobody_measures_more_rounds_than_a_reader_of_results_takes() -> None:
    for rounds in (MOST_ROUNDS, MOST_ROUNDS + 1):
        what, how, _ = read("--rounds", str(rounds))
        with nullcontext() if rounds == MOST_ROUNDS else pytest.raises(UsageError, match="the most is 500"):
            what.request(how, [])
    assert MOST_ROUNDS < MOST_SAMPLES / 4


@pytest.mark.parametrize("nothing", ["", ","])
def test_no_name_at_all_stays_a_name_that_there_is_not(nothing: str) -> None:
    assert read("--impl", nothing)[0].impl == (nothing,)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["--twin"], "--log FILE"),
        (["--twin", "--log", "a.log", "--show-data"], "Remove --twin or --show-data"),
        (["--twin", "--log", "-"], "Give --log a file"),
        (["--keep", "level", "--log", "a.log"], "Add --twin"),
    ],
)
def test_a_twin_needs_a_log_that_can_be_read_twice_and_shows_nothing_of_it(words: list[str], remedy: str) -> None:
    what, how, _ = read(*separate_logs(words))

    with pytest.raises(UsageError) as refused:
        what.request(how, words)
    assert remedy in refused.value.hint


@pytest.mark.parametrize("words", [("sniff", "--formt", "x"), ("sniff", "--formt"), ("run", "--formt", "x")])
def test_every_verb_names_the_option_that_a_misspelt_one_is_like(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert main(words) == 2

    said = capsys.readouterr().err
    assert ("--formt" in said, "--format?" in said) == (True, True)


@pytest.mark.parametrize(
    ("line", "words", "lacking"),
    [
        (main, "new", "WORKLOAD is missing."),
        (main, "new error_counts", "NAME is missing."),
        (main, "run --rounds", "--rounds needs a value."),
        (main, "enough x", "--memory is missing."),
        (reports.cli.main, "html", "RESULT is missing."),
        (generators.cli.app.main, "web_log --lines 5", "--out is missing."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_is_named_as_the_usage_names_it(
    capsys: pytest.CaptureFixture[str], line: Callable[[list[str]], int], words: str, lacking: str
) -> None:
    assert line(words.split()) == 2

    assert capsys.readouterr().err.startswith(f"error: {lacking}\n")


def test_a_lone_hyphen_is_standard_input_and_no_option(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.cli.sniff.sniff", lambda file, **_: file != Path("-"))

    assert main(["sniff", "-"]) == 0
    assert capsys.readouterr().err == ""
