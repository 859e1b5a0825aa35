"""The noxfile where nox is called from another folder, twice at once, or in a checkout that cannot be written."""

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from unittest import mock

import pytest

from tests.sessions import NOXFILE

ROOT = NOXFILE.parent


@pytest.fixture
def noxfile(monkeypatch: pytest.MonkeyPatch) -> Callable[[], ModuleType]:
    """Return what loads the noxfile as nox does, in the folder where it lies."""

    def load() -> ModuleType:
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("MPLCONFIGDIR", "")
        monkeypatch.setitem(sys.modules, "nox", mock.MagicMock(session=lambda step=None, **_: step or (lambda s: s)))
        spec = importlib.util.spec_from_file_location("noxfile_of_a_test", NOXFILE)
        assert spec
        assert spec.loader
        loaded = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loaded)
        return loaded

    return load


def a_session(folder: Path) -> mock.Mock:
    return mock.Mock(invoked_from=str(folder), bin=str(Path(sys.executable).parent))


def test_names_of_files_mean_what_they_say_where_nox_was_called(
    noxfile: Callable[[], ModuleType], tmp_path: Path
) -> None:
    for name in ("json.py", "msgspec.py", "bench.py", "generators.py"):  # the user's own, which nobody here imports
        (tmp_path / name).write_text("raise SystemExit('a file of the user was imported')")

    code = noxfile()._call(
        a_session(tmp_path), "generators", "web_log", "--lines", "2k", "--out", "my.log", "--jobs", "2"
    )

    assert code == 0
    assert (tmp_path / "my.log").read_bytes().count(b"\n") == 2000


def test_a_command_that_is_printed_names_the_noxfile_only_where_nox_would_not_find_it(
    noxfile: Callable[[], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/my tools/nox"])
    loaded = noxfile()

    assert loaded._typed(a_session(ROOT)) == "'/my tools/nox'"
    assert loaded._typed(a_session(tmp_path)) == f"'/my tools/nox' -f {NOXFILE}"


def test_each_of_two_runs_draws_its_own_result_and_tells_where_it_is_outside_the_checkout(
    noxfile: Callable[[], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, inner, drawn = noxfile(), [], []

    def call(session: object, module: str, *words: str, LEANLINES_RESULT_NOTE: str = "") -> int:  # noqa: N803
        if words[-1] == "this one":  # another run begins and ends while this one measures
            inner.append(loaded._measure_and_draw(session, "the other"))
        if module == "bench":
            assert not Path(LEANLINES_RESULT_NOTE).is_relative_to(ROOT)
            Path(LEANLINES_RESULT_NOTE).write_text(f"out/{words[-1]}/result.json")
        else:
            drawn.append(words[1])
        return 0

    monkeypatch.setattr(loaded, "_call", call)
    _, result = loaded._measure_and_draw(a_session(tmp_path), "this one")

    assert inner == [(0, tmp_path / "out/the other/result.json")]
    assert result == tmp_path / "out/this one/result.json"
    assert drawn == ["out/the other/result.json"] * 3 + ["out/this one/result.json"] * 3


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
