import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.cli import app
from bench.model import commands
from tests.sessions import NOXFILE

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

    assert direct == f"{sys.orig_argv[0]} -m bench run --resume 'out/my run'"
    assert by_nox == ".venv/bin/nox -s bench -- --resume 'out/my run'"


@pytest.mark.parametrize(
    ("start", "path", "said"),
    [
        ("/bin of mine/leanlines", "/bin of mine", "leanlines"),
        ("/bin of mine/leanlines", "/usr/bin", "'/bin of mine/leanlines'"),
        ("/house/leanlines/__main__.py", "", "python3 -m leanlines"),
    ],
    ids=["on the search path", "elsewhere", "by its module"],
)
def test_a_command_is_worded_for_who_typed_the_one_that_is_installed(
    start: str, path: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(commands.NOX, raising=False)
    monkeypatch.setattr(sys, "argv", [start])
    monkeypatch.setattr(sys, "orig_argv", ["python3"])
    monkeypatch.setattr(commands, "which", lambda name: f"{path}/{name}")

    assert commands.typed("bench run", "--resume", "out/my run") == f"{said} bench --resume 'out/my run'"
    assert commands.typed("reports site", "a") == f"{said} site a"
    assert commands.typed("generators", "describe", Path("-x")) == f"{said} data describe ./-x"
    assert commands.typed("generators web_log") == f"{said} data web_log"
    assert commands.program("bench check") == "leanlines check"
    assert commands.program("bench") == commands.program(commands.OURS) == "leanlines"
    monkeypatch.setenv(commands.NOX, "nox")
    assert commands.typed("bench run") == "nox -s bench"


@pytest.mark.parametrize(
    ("parent", "said"),
    [
        (["/bin/uv", "tool", "uvx", "--from", "my dist/x.whl", "leanlines"], "uvx --from 'my dist/x.whl' leanlines"),
        (["uv", "tool", "run", "leanlines"], "uv tool run leanlines"),
        (["bash"], "leanlines"),
        (None, "leanlines"),
    ],
    ids=["uvx", "uv tool run", "a shell below uv", "no such file"],
)
def test_a_command_that_uv_runs_for_this_once_is_worded_with_uv(
    parent: list[str] | None, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    line = tmp_path / "cmdline"
    if parent:
        line.write_bytes(b"".join(word.encode() + b"\0" for word in [*parent, "bench", "--quick"]))
    monkeypatch.delenv(commands.NOX, raising=False)
    monkeypatch.setenv(commands.UV, "/bin/uv")
    monkeypatch.setattr(sys, "argv", ["/cache/bin/leanlines", "bench", "--quick"])
    monkeypatch.setattr(commands, "which", lambda _: "/cache/bin/leanlines")
    monkeypatch.setattr(commands, "PARENT", str(line))

    assert commands.typed("bench clean") == f"{said} clean"


def test_of_a_word_with_a_command_only_its_signs_are_numbers() -> None:
    assert commands.quoted("it's ##[a]") == r"$'it\'s \x23\x23[a]'"


def test_packages_are_installed_beside_the_python_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/my python")

    assert commands.installing("a>1") == "'/my python' -m uv pip install --python '/my python' 'a>1'"


def test_an_option_is_repeated_for_each_value() -> None:
    assert commands.each("--impl", ["a", "b"]) == ("--impl", "a", "--impl", "b")


@pytest.mark.parametrize(
    "names", [("a", "a-2", "a-3"), ("app.profile.json", "app-2.profile.json"), (".env", ".env-2"), ("v1.2", "v1.2-2")]
)
def test_a_new_file_gets_a_number_where_its_name_is_taken(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        assert commands.unused(tmp_path / names[0]) == tmp_path / name
        (tmp_path / name).symlink_to("nothing")


@pytest.mark.parametrize("name", ["-dash.log", "--log", "-"])
def test_the_name_of_a_file_does_not_pass_for_an_option(name: str) -> None:
    assert commands.shell(Path(name)) == f"./{name}"
    assert commands.shell(Path(f"a/{name}")) == f"a/{name}"


@pytest.mark.parametrize("nox", ["", "/somewhere/.venv/bin/nox"])
def test_what_is_published_does_not_say_how_this_process_was_started(nox: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(commands.NOX, nox)

    assert commands.published("bench check", "--all") == "nox -s check -- --all"
    assert commands.published("bench claims") == "nox -s claims"
    assert commands.published("bench check", "--all", installed=True) == "leanlines check --all"


def test_every_verb_has_a_session() -> None:
    verbs = {f"bench {name}" for name in app.app if not name.startswith("-") and app.app[name].show}

    assert verbs <= commands.SESSIONS.keys()


def test_the_noxfile_tells_how_nox_was_typed() -> None:
    assert f'"{commands.NOX}": _typed(session)' in NOXFILE.read_text()


@pytest.mark.parametrize("folder", ["bench", "reports", "generators"])
def test_no_other_module_words_a_command_of_ours(folder: str) -> None:
    paths = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".j2", ".js"}]
    said = [path for path in paths for text in texts(path) if OURS.search(text)]

    assert [str(path.relative_to(ROOT)) for path in said if path.name not in {"commands.py", "__main__.py"}] == []
