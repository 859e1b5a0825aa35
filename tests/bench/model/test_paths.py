"""A file that somebody names may be anything, and is neither waited for nor read without end."""

import ast
import os
import re
import threading
from pathlib import Path

import pytest

from bench.cli import options
from bench.model import toml_source
from bench.model.errors import BenchError, DataError
from bench.model.paths import CHECKOUT, LARGEST, page, read_named
from generators.profiles import reading


def test_of_a_pipe_what_is_written_to_it_counts(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text("content"))
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # so that neither end waits for the other
    writer.start()
    found = read_named(pipe)
    writer.join()
    os.close(handle)

    assert found in {b"content", b""}


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _endless(path: Path) -> Path:
    path.symlink_to("/dev/zero")
    return path


def _sparse(path: Path) -> Path:
    path.touch()
    os.truncate(path, LARGEST + 1)
    return path


@pytest.mark.parametrize("kind", [_pipe, _endless, _sparse])
def test_what_nobody_writes_to_or_has_no_end_is_no_declaration_and_no_profile(kind: object, tmp_path: Path) -> None:
    path = kind(tmp_path / "named")  # type: ignore[operator]

    with pytest.raises(DataError):
        reading.read(path)
    if kind is _pipe:
        assert read_named(path) == b""
        return
    with pytest.raises(BenchError, match=r"a device|holds more than"):
        toml_source.read(path, dict[str, int], "")
    with pytest.raises(BenchError, match=r"a device|holds more than"):
        options._read(path)


PAGE = re.compile(r"\bdocs/[\w./-]+\.(?:md|yml)")
DRAWN = ("reports/view/", "reports/charts/")  # a report is the same on every machine, and so are the names in it


def test_a_message_names_a_page_by_the_place_where_this_installation_has_it() -> None:
    bare, named = [], []
    for folder in ("bench", "generators", "leanlines", "reports"):
        for path in sorted((CHECKOUT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
                    bare += [f"{path.relative_to(CHECKOUT)}: {each}" for each in PAGE.findall(node.value)]
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "page":
                    named += [arg.value for arg in node.args if isinstance(arg, ast.Constant)]

    assert [each for each in bare if not each.startswith(DRAWN)] == []
    assert named
    assert [each for each in named if not (CHECKOUT / page(str(each))).is_file()] == []
