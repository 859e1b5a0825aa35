"""What a shell completes: asked of bash itself."""

import json
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


PRINT = """
import contextlib, io, json
from leanlines.completion import main
said = {}
for shell in ("bash", "zsh", "fish"):
    with contextlib.redirect_stdout(io.StringIO()) as stream:
        assert main([shell]) == 0
    said[shell] = stream.getvalue()
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """Return the completion of each shell, from one other process: what is a verb of another app shows other help."""
    asked = subprocess.run([sys.executable, "-c", PRINT], cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(asked.stdout))


@pytest.fixture(scope="module")
def script(printed: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("completion") / "leanlines.bash"
    path.write_text(printed["bash"])
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
def test_the_other_shells_get_every_verb_too(shell: str, printed: dict[str, str]) -> None:
    assert [name for name in VERBS if name not in printed[shell]] == []
