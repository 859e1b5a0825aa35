"""The noxfile where nox is called from another folder, twice at once, or in a checkout that cannot be written."""

import importlib.util
import logging
import os
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from unittest import mock

import pytest

from bench.model.verbs import VERBS
from tests.sessions import NOXFILE

ROOT = NOXFILE.parent


@pytest.fixture
def noxfile(monkeypatch: pytest.MonkeyPatch) -> Callable[[], ModuleType]:
    """Return what loads the noxfile as nox does, in the folder where it lies."""

    def load() -> ModuleType:
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("MPLCONFIGDIR", "")
        stand_in = mock.MagicMock(sessions={})
        stand_in.session = lambda step=None, name="", **_: (
            step or (lambda each: stand_in.sessions.setdefault(name or each.__name__, each))
        )
        monkeypatch.setitem(sys.modules, "nox", stand_in)
        monkeypatch.setattr(sys, "path", [*sys.path])
        spec = importlib.util.spec_from_file_location("noxfile_of_a_test", NOXFILE)
        assert spec
        assert spec.loader
        loaded = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loaded)
        loaded.ENVIRONMENT["bin"] = str(Path(sys.executable).parent)
        return loaded

    return load


def a_session(folder: Path) -> mock.Mock:
    return mock.Mock(invoked_from=str(folder))


def test_names_of_files_mean_what_they_say_where_nox_was_called(
    noxfile: Callable[[], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json.py", "msgspec.py", "bench.py", "generators.py"):  # the user's own, which nobody here imports
        (tmp_path / name).write_text("raise SystemExit('a file of the user was imported')")

    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    words = ("data", "web_log", "--lines", "2k", "--out", "my.log", "--jobs", "2")

    code = noxfile()._call(a_session(tmp_path), "leanlines", *words)

    assert code == 0
    assert (tmp_path / "my.log").read_bytes().count(b"\n") == 2000


def test_a_command_that_is_printed_names_the_noxfile_only_where_nox_would_not_find_it(
    noxfile: Callable[[], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/my tools/nox"])
    loaded = noxfile()

    assert loaded._typed(a_session(ROOT)) == "'/my tools/nox'"
    assert loaded._typed(a_session(tmp_path)) == f"'/my tools/nox' -f {NOXFILE}"


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        (["web_log", "--lines", "5M", "--out", "cluster"], []),
        (["web_log", "--cluster=local:2", "--out", "s3://bucket/web"], ["cluster", "remote"]),
    ],
)
def test_what_few_need_is_installed_when_it_is_asked_for(
    words: list[str], groups: list[str], noxfile: Callable[[], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, install = noxfile(), mock.Mock()
    monkeypatch.setattr(loaded, "_install", install)

    loaded.environment(session := mock.Mock(posargs=words, bin="bin"))

    install.assert_called_once_with(session, *groups)


def test_each_verb_is_a_session_that_passes_on_what_was_typed_to_the_command(
    noxfile: Callable[[], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    loaded, call = noxfile(), mock.Mock(return_value=3)
    monkeypatch.setattr(loaded, "_call", call)

    for name in VERBS:
        with pytest.raises(SystemExit) as ended:
            loaded.nox.sessions[name](mock.Mock(posargs=["--all", "my file"], invoked_from=str(tmp_path)))
        assert ended.value.code == 3

    assert [each.args[1:] for each in call.call_args_list] == [
        ("leanlines", name, "--all", "my file") for name in VERBS
    ]


@pytest.mark.parametrize(("typed", "groups"), [([], [()]), (["--seconds-by-line"], [("lines",)])])
def test_what_one_option_needs_is_installed_only_where_that_is_typed(
    noxfile: Callable[[], ModuleType],
    monkeypatch: pytest.MonkeyPatch,
    typed: list[str],
    groups: list[tuple[str, ...]],
) -> None:
    loaded, install = noxfile(), mock.Mock()
    monkeypatch.setattr(loaded, "_install", install)

    loaded.environment(mock.Mock(posargs=typed, bin="/somewhere"))

    assert [each.args[1:] for each in install.call_args_list] == groups
    known = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    assert known.keys() >= {group for each in groups for group in each}


def test_environments_lie_in_the_cache_where_the_checkout_cannot_be_written(
    noxfile: Callable[[], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    writable = noxfile()
    monkeypatch.setattr(os, "access", lambda *_: False)  # who is root may write everywhere
    read_only = noxfile()

    assert writable.ENVIRONMENTS == ROOT / ".nox"
    assert read_only.ENVIRONMENTS.parent == tmp_path / "leanlines-nox"
    assert read_only.nox.options.envdir == str(read_only.ENVIRONMENTS)
    assert os.environ["MPLCONFIGDIR"].startswith(str(tmp_path))


def said(name: str, level: int) -> logging.LogRecord:
    return logging.LogRecord("nox", level, "", 0, name, (), None)


def test_around_a_verb_nox_says_what_failed_and_nothing_else(noxfile: Callable[[], ModuleType]) -> None:
    quiet = noxfile().QuietVerbs()
    told = [
        ("Running session environment", logging.WARNING),
        ("uv pip install -q msgspec", logging.INFO),
        ("Session environment was successful.", logging.INFO + 5),
        ("Command uv pip install failed with exit code 1:", logging.ERROR),
        ("Running session sniff", logging.WARNING - 1),
        ("Running session lint", logging.WARNING),
        ("ruff check", logging.INFO),
        ("Running session bench", logging.WARNING),
        ("bench is not installed", logging.WARNING),
        ("Ran multiple sessions:", logging.WARNING),
        ("* lint: failed", logging.ERROR),
    ]

    assert [name for name, level in told if quiet.filter(said(name, level))] == [
        "Command uv pip install failed with exit code 1:",
        "Running session lint",
        "ruff check",
        "bench is not installed",
        "* lint: failed",
    ]
