"""Builds of Python that this machine does not have are an interpreter whose configuration says that it is one."""

from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bench.inputs.environments import Needs
from bench.inputs.pythons import interpreters, uv
from bench.inputs.pythons.interpreters import find_interpreter, own_interpreter, tell_apart
from bench.model.errors import UsageError
from bench.model.types import Build
from bench.results import consistency

FREE = "sysconfig.get_config_vars()['Py_GIL_DISABLED'] = 1"
DEBUG = "sys.gettotalrefcount = int"
JIT = "sys._jit = type('', (), {'is_enabled': lambda: True})"
NO_JIT = "sys._jit = type('', (), {'is_enabled': lambda: False, 'is_available': lambda: False})"
JIT_OFF = """import os
sys._jit = type('', (), {'is_enabled': lambda: os.environ.get('PYTHON_JIT') == '1', 'is_available': lambda: True})"""
JIT_ON = JIT_OFF.replace("== '1'", "!= '0'")
TUNED = """sysconfig.get_config_vars().update(
    CONFIG_ARGS="'--enable-optimizations' '--with-lto=full' '--prefix=/home/alice'",
    CFLAGS='-O2 -march=x86-64-v3 -O3', CONFIGURE_CFLAGS_NODIST='')"""
PLAIN_LTO = """sysconfig.get_config_vars().update(
    CONFIG_ARGS="'--with-lto=no' '--enable-optimizations-not'", CFLAGS='-fsanitize=address -O0',
    CONFIGURE_CFLAGS_NODIST='')"""
OWN = own_interpreter().version


def a_build(folder: Path, *changes: str) -> Path:
    """Write an interpreter that is the harness's own, whose configuration differs when it is asked for it."""
    python = folder / "python"
    (folder / "head").write_text(
        "\n".join(["import sys, sysconfig", *changes, "#"])
    )  # `$(...)` ends without a line end
    own = own_interpreter().path
    python.write_text(f'#!/bin/sh\nexec {own} -I -c "$(cat {folder}/head)$3"\n')
    python.chmod(0o755)
    return python


@pytest.mark.parametrize(
    ("changes", "variants", "allocator"),
    [
        ((), "", "pymalloc"),
        ((FREE,), "+freethreaded", "mimalloc"),
        ((DEBUG,), "+debug", "pymalloc"),
        ((JIT,), "+jit", "pymalloc"),
        ((NO_JIT,), "", "pymalloc"),
        ((JIT, DEBUG, FREE), "+freethreaded+debug+jit", "mimalloc"),
    ],
)
def test_the_variant_of_a_build_is_part_of_its_version(
    tmp_path: Path, changes: tuple[str, ...], variants: str, allocator: str
) -> None:
    found = interpreters._describe(a_build(tmp_path, *changes))

    assert found.version == OWN + variants
    assert found.build.allocator == allocator
    assert consistency.VERSION.fullmatch(found.version)


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        (TUNED, ("-O3", "-march=x86-64-v3", "profile-guided", "link-time optimisation")),
        (PLAIN_LTO, ("-O0", "-fsanitize=address")),
    ],
)
def test_what_made_a_build_fast_is_described_without_paths(
    tmp_path: Path, changes: str, options: tuple[str, ...]
) -> None:
    assert interpreters._describe(a_build(tmp_path, NO_JIT, changes)).build.options == options


def test_a_jit_that_is_off_is_turned_on_by_name_and_is_another_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = a_build(tmp_path, JIT_OFF)
    monkeypatch.delenv("PYTHON_JIT", raising=False)
    monkeypatch.setenv("PYTHONHASHSEED", "no number")  # ends whoever reads variables that are not ours
    monkeypatch.setattr(uv, "uv", lambda *_, **__: CompletedProcess([], 0, str(python)))

    off, on, again = (find_interpreter(each) for each in (str(python), f"{python}+jit", f"{OWN}+jit"))

    assert (off.version, on.version) == (OWN, f"{OWN}+jit")
    assert ("JIT off" in off.build.options, "JIT off" in on.build.options) == (True, False)
    assert again == on
    assert find_interpreter(f"{python}+nojit") == off
    assert tell_apart([off, on, again]) == (off, on)


def test_a_jit_that_is_on_is_turned_off_by_name_and_is_another_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = a_build(tmp_path, JIT_ON)
    monkeypatch.delenv("PYTHON_JIT", raising=False)
    monkeypatch.setattr(uv, "uv", lambda *_, **__: CompletedProcess([], 0, str(python)))

    on, off, again = (find_interpreter(each) for each in (str(python), f"{python}+nojit", f"{OWN}+nojit"))

    assert (on.version, off.version) == (f"{OWN}+jit", f"{OWN}+nojit")
    assert ("JIT off" in on.build.options, "JIT off" in off.build.options) == (False, True)
    assert again == off
    assert find_interpreter(f"{python}+jit") == on
    assert tell_apart([on, off, again]) == (on, off)
    with pytest.raises(UsageError):
        find_interpreter(f"{OWN}+jit+nojit")


@pytest.mark.parametrize("named", [OWN, "/opt/python"])
def test_a_plain_build_is_no_answer_where_a_variant_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    python = a_build(tmp_path, NO_JIT)
    monkeypatch.setattr(uv, "uv", lambda *_, **__: CompletedProcess([], 0, str(python)))

    assert find_interpreter(named).version == OWN
    for variant in ("jit", "nojit"):
        with pytest.raises(UsageError):
            find_interpreter(f"{named}+{variant}")


def test_variants_share_neither_environment_nor_case(tmp_path: Path) -> None:
    needs = Needs(("numpy",))

    keys = {needs.key(interpreters._describe(a_build(tmp_path, *each)).version) for each in ((), (FREE,), (JIT,))}

    assert len(keys) == 3


def test_builds_that_differ_in_flags_alone_are_told_apart_and_found_again(tmp_path: Path) -> None:
    own = own_interpreter()
    other = replace(own, path=tmp_path / "python", build=Build(compiler="another"))

    first, second = tell_apart([own, other])

    assert {each.version.partition("+build")[0] for each in (first, second)} == {OWN}
    assert first.version != second.version
    assert tell_apart([own]) == (own,)
    assert find_interpreter(first.version) == first
    with pytest.raises(UsageError):
        find_interpreter(second.version)


def test_one_build_under_two_paths_is_refused_and_one_path_twice_is_not(tmp_path: Path) -> None:
    own = own_interpreter()
    (tmp_path / "link").symlink_to(own.path)

    assert tell_apart([own, replace(own, path=tmp_path / "link")]) == (own,)
    with pytest.raises(UsageError, match="nothing would differ"):
        tell_apart([own, replace(own, path=tmp_path / "copy")])


@pytest.mark.parametrize(
    ("version", "asked"),
    [
        ("3.11.7", "3.11.7"),
        ("3.14t", "3.14t"),
        ("3.14.0+freethreaded+debug+jit", "3.14.0+freethreaded+debug"),
        ("3.14.0+jit+build0dff6c", "3.14.0"),
        ("3.15.0+debug+nojit", "3.15.0+debug"),
        ("pypy 3.10.14", "pypy@3.10.14"),
        ("/opt/a+jit/python", "/opt/a+jit/python"),
    ],
)
def test_uv_is_asked_in_its_own_words(version: str, asked: str) -> None:
    assert interpreters.name_for_uv(version) == asked


@pytest.mark.parametrize("content", ["#!/bin/sh\necho '[1]'\n", "#!/bin/sh\necho '{}'\n", "#!/bin/sh\nexit 3\n"])
def test_what_answers_otherwise_is_no_python(tmp_path: Path, content: str) -> None:
    python = tmp_path / "python"
    python.write_text(content)
    python.chmod(0o755)

    with pytest.raises(UsageError):
        interpreters._describe(python)
