import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.cli import app
from bench.terminal import commands
from tests.sessions import NOXFILE, sessions

ROOT = Path(__file__).resolve().parents[3]
OURS = re.compile(r"python -m (bench|reports|generators)\b")


def texts(path: Path) -> Iterator[str]:
    """Yield what a module may say: its strings but the docstrings, or all of a file that is no module."""
    if path.suffix != ".py":
        yield path.read_text()
        return
    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:]
    yield from (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_a_command_is_worded_as_this_process_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(commands.NOX, raising=False)
    direct = commands.typed("bench run", "--resume", "out/my run")
    monkeypatch.setenv(commands.NOX, ".venv/bin/nox")
    by_nox = commands.typed("bench run", "--resume", "out/my run")

    assert direct == "python -m bench run --resume 'out/my run'"
    assert by_nox == ".venv/bin/nox -s bench -- --resume 'out/my run'"


@pytest.mark.parametrize("nox", ["", "/somewhere/.venv/bin/nox"])
def test_what_is_published_does_not_say_how_this_process_was_started(nox: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(commands.NOX, nox)

    assert commands.published("bench check", "--all") == "nox -s check -- --all"
    assert commands.published("bench claims") == "nox -s claims"


@pytest.mark.parametrize("command", commands.SESSIONS)
def test_a_session_runs_what_it_stands_for(command: str) -> None:
    assert sessions()[commands.SESSIONS[command]] == command


def test_no_session_swallows_what_is_said_after_it() -> None:
    functions = [node for node in ast.parse(NOXFILE.read_bytes()).body if isinstance(node, ast.FunctionDef)]
    calling = [node for node in functions if node.decorator_list and "_pass_on(" in ast.unparse(node)]

    assert [node.name for node in calling if "session.posargs" not in ast.unparse(node)] == []


def test_every_verb_has_a_session() -> None:
    verbs = {f"bench {name}" for name in app.app if not name.startswith("-")}

    assert verbs <= commands.SESSIONS.keys()


def test_the_noxfile_tells_how_nox_was_typed() -> None:
    assert f'"{commands.NOX}": _typed()' in NOXFILE.read_text()


@pytest.mark.parametrize("folder", ["bench", "reports", "generators"])
def test_no_other_module_words_a_command_of_ours(folder: str) -> None:
    paths = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".j2", ".js"}]
    said = [path for path in paths for text in texts(path) if OURS.search(text)]

    assert [str(path.relative_to(ROOT)) for path in said if path.name not in {"commands.py", "__main__.py"}] == []
