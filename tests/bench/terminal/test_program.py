"""What is said by a Python that has no libraries, such as that of the environment that holds nox."""

import importlib
import resource
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.terminal import program
from tests.sessions import NOXFILE, sessions


@pytest.mark.parametrize(
    "words",
    [
        "bench run --log 'my log'",
        "bench compare a b",
        "reports html out/x",
        "reports site",
        "generators web_log --lines 5",
        "generators",
    ],
)
def test_a_python_without_libraries_is_answered_with_the_command_of_nox_that_has_them(words: str) -> None:
    command = shlex.split(words)

    done = subprocess.run(
        [sys.executable, "-S", "-m", *command],
        cwd=NOXFILE.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    message, hint = done.stderr.splitlines()
    assert done.returncode == 1
    assert message.startswith("error: No module named ")
    said = shlex.split(hint.rpartition(": ")[2])
    session, arguments = said[said.index("-s") + 1], said[said.index("--") + 1 :] if "--" in said else []
    assert shlex.split(sessions()[session]) + arguments == command


def test_a_library_that_only_a_verb_needs_is_answered_in_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def verb(_: object) -> int:
        raise ModuleNotFoundError("No module named 'numpy'", name="numpy")

    monkeypatch.setattr(importlib, "import_module", lambda _: SimpleNamespace(main=verb))
    with pytest.raises(SystemExit) as ended:
        program.start("bench", "bench.cli.app", ["list", "--all"])

    assert "numpy" in str(ended.value.code)
    assert str(ended.value.code).endswith("-s list -- --all")


@pytest.mark.parametrize("words", ["bench run", "bench compare a b", "generators list", "reports html out/x"])
@pytest.mark.parametrize("allowed", [8, program.LEAST_FILES - 1])
def test_a_shell_that_allows_too_few_open_files_is_named_with_the_command_that_allows_more(
    words: str, allowed: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *words.split()],
        cwd=NOXFILE.parent,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    message, hint = done.stderr.splitlines()
    assert done.returncode == 1
    assert f" {allowed} files " in message
    assert "`ulimit -n 1024`" in hint


def test_enough_open_files_are_not_complained_of() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (program.LEAST_FILES, before[1]))
    try:
        program._leave_without_files()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_nothing_is_collected_while_a_command_line_is_loaded_and_seldom_afterwards() -> None:
    code = (
        "import gc, sys; from bench.terminal import program; told = []; "
        "gc.callbacks.append(lambda when, _: told.append(when)); program._load('bench.cli.app'); "
        "print(told, gc.isenabled(), gc.get_threshold() == program.SELDOM, gc.get_freeze_count() > 10_000)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[] True True True\n"


def test_a_module_of_our_own_that_is_missing_is_no_library_to_be_installed() -> None:
    with pytest.raises(ModuleNotFoundError):
        program.leave_without("bench", ModuleNotFoundError("No module named 'bench.x'", name="bench.x"))


def test_nox_is_named_as_it_lies_beside_the_python_that_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nox").touch()
    monkeypatch.setattr(sys, "orig_argv", [str(tmp_path / "python")])
    beside = program._nox()
    monkeypatch.setattr(sys, "orig_argv", ["python3"])
    monkeypatch.setenv("PATH", "")

    assert beside == str(tmp_path / "nox")
    assert program._nox().endswith("-m pip install --quiet 'nox[uv]>=2025.5.1' && .venv/bin/nox")
