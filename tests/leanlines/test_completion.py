"""What a shell completes: asked of bash itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.model.verbs import VERBS

ROOT = Path(__file__).parents[2]

ASK = """
source "$1"; shift
name=$(complete -p leanlines | sed 's/.*-F \\([^ ]*\\).*/\\1/')
COMP_WORDS=(leanlines "$@") COMP_CWORD=$# COMPREPLY=()
"$name"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def printed(shell: str) -> str:
    """Return the completion of a shell, from a process of its own: what is a verb of another app shows other help."""
    asked = subprocess.run(
        [sys.executable, "-m", "leanlines", "completion", shell], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return asked.stdout


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("completion") / "leanlines.bash"
    path.write_text(printed("bash"))
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


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_get_every_verb_too(shell: str) -> None:
    said = printed(shell)

    assert [name for name in VERBS if name not in said] == []
