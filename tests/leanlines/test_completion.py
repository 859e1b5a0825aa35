"""What a shell completes: asked of bash itself."""

import subprocess

import pytest
from cyclopts import App
from rich.console import Console

from bench.model.verbs import VERBS
from generators.cli.app import app as generators
from leanlines import completion

ASK = """
source "$1"; shift
name=$(complete -p leanlines | sed 's/.*-F \\([^ ]*\\).*/\\1/')
COMP_WORDS=(leanlines "$@") COMP_CWORD=$# COMPREPLY=()
"$name"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def every() -> App:
    return completion.whole()


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory, every: App) -> str:
    path = tmp_path_factory.mktemp("completion") / "leanlines.bash"
    path.write_text(every.generate_completion(shell="bash"))  # noqa: S604  the name of a shell, and no shell
    return str(path)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["b"], ["bench", "budgets"]),
        (["bench", "--im"], ["--impl", "--impls"]),
        (["report", "h"], ["html"]),
        (["data", "web"], ["web_log"]),
        (["data", "web_log", "--see"], ["--seed"]),
        (["completion", ""], ["bash", "zsh", "fish"]),
    ],
    ids=" ".join,
)
def test_bash_completes_verbs_options_and_values(typed: list[str], offered: list[str], script: str) -> None:
    asked = subprocess.run(["bash", "-c", ASK, "ask", script, *typed], capture_output=True, text=True, check=True)

    assert sorted(asked.stdout.split()) == sorted(offered)


def test_the_other_shells_get_every_verb_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], every: App
) -> None:
    monkeypatch.setattr(completion, "whole", lambda: every)

    for shell in ("zsh", "fish"):
        assert completion.main([shell]) == 0
        said = capsys.readouterr().out
        assert [name for name in VERBS if name not in said] == []


def test_no_command_line_shows_other_help_once_completion_was_printed(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(width=100)
    generators.help_print([], console=console)
    before = capsys.readouterr().out
    completion.whole()
    generators.help_print([], console=console)

    assert capsys.readouterr().out == before
