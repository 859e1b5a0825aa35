import pickle
import sys
from pathlib import Path

import pytest

from bench.measured.worker.loading import NAME, LoadError, compile_parts, entry_point, execute


@pytest.fixture(autouse=True)
def _own_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the main module of the tests back afterwards."""
    for name in (NAME, "__main__"):
        monkeypatch.setitem(sys.modules, name, sys)


def loaded(folder: Path, code: str) -> object:
    module = folder / "implementation.py"
    module.write_text(code)
    return entry_point(execute(compile_parts(str(module)), str(module), list)[0], "run")


@pytest.mark.parametrize(
    "code",
    [
        "def run(source): return source",
        "def run(source, more=1): return source",
        "def run(*sources): return sources[0]",
        "def run(source, *, more=1): return source",
        "run = lambda source: source",
        "import functools\nrun = functools.partial(lambda more, source: source, 1)",
        "class Runner:\n    def __call__(self, source): return source\nrun = Runner()",
        "class Runner:\n    def go(self, source): return source\nrun = Runner().go",
    ],
)
def test_whatever_takes_one_argument_can_be_run(tmp_path: Path, code: str) -> None:
    assert loaded(tmp_path, code)(7) == 7  # type: ignore[operator]


@pytest.mark.parametrize(
    "code",
    ["def run(): pass", "def run(a, b): pass", "def run(source, *, more): pass", "def run(*, source): pass"],
)
def test_whatever_does_not_is_refused_with_its_line(tmp_path: Path, code: str) -> None:
    with pytest.raises(LoadError, match="line 1: `run` "):
        loaded(tmp_path, code)


def test_no_byte_code_is_left_beside_the_file(tmp_path: Path) -> None:
    loaded(tmp_path, "def run(source): return source")

    assert [path.name for path in tmp_path.iterdir()] == ["implementation.py"]


def test_the_module_is_the_main_one_by_the_name_that_it_has_in_a_spawned_child(tmp_path: Path) -> None:
    run = loaded(tmp_path, "if __name__ == '__main__':\n    raise SystemExit\n\ndef run(source): return source")

    assert sys.modules[NAME] is sys.modules["__main__"]
    assert sys.modules["__main__"].__file__ == str(tmp_path / "implementation.py")
    assert pickle.loads(pickle.dumps(run)) is run  # noqa: S301  our own


def test_another_encoding_is_read_as_declared(tmp_path: Path) -> None:
    (tmp_path / "latin.py").write_bytes(b"# coding: latin-1\ndef run(source): return '\xe9'\n")

    code = compile_parts(str(tmp_path / "latin.py"))

    assert entry_point(execute(code, "latin.py", list)[0], "run")(1) == "é"


def test_a_file_that_cannot_be_read_is_a_load_error(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="FileNotFoundError"):
        compile_parts(str(tmp_path / "missing.py"))


def test_nesting_that_the_compiler_cannot_take_is_a_load_error(tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text("run = " + "(" * 5000 + "1" + ")" * 5000)

    with pytest.raises(LoadError):
        compile_parts(str(tmp_path / "deep.py"))
