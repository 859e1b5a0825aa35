import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.host import locks, removal
from bench.host.cache import cache
from bench.host.files import BEFORE, PARTIAL
from bench.inputs.data import datasets
from bench.model.errors import BenchError
from generators.making.recipes import recipe
from generators.registry import GENERATORS


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "cache"
    monkeypatch.setenv("LEANLINES_CACHE", str(folder))
    yield folder
    if held := cache._used.pop(folder, None):
        held.close()


def test_a_place_is_made_marked_and_held_for_the_rest_of_the_process(base: Path) -> None:
    assert cache.place("data") == base / "data"

    assert (base / "data").is_dir()
    assert removal.is_marked(base)
    with pytest.raises(BlockingIOError):
        locks.lock(base / cache.LOCK)
    locks.lock(base / cache.LOCK, shared=True).close()


def test_asking_where_something_would_lie_makes_nothing(base: Path) -> None:
    assert cache.folder("data") == base / "data"
    assert not base.exists()


@pytest.mark.parametrize(
    ("chosen", "common", "found"),
    [
        ("/a/b", "/c", "/a/b/data"),
        ("~/x", "/c", "/home/somebody/x/data"),
        ("", "/c", "/c/leanlines/data"),
        ("", "", "/home/somebody/.cache/leanlines/data"),
    ],
)
def test_the_environment_says_where(chosen: str, common: str, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("LEANLINES_CACHE", chosen)
    monkeypatch.setenv("XDG_CACHE_HOME", common)

    assert str(cache.folder("data")) == found


def test_where_there_is_no_home_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEANLINES_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def homeless(_: type[Path]) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", classmethod(homeless))

    with pytest.raises(BenchError) as caught:
        cache.folder()

    assert "LEANLINES_CACHE" in caught.value.hint


@pytest.mark.parametrize(
    "entry",
    [
        "thesis.tex",
        "src/main.c",
        ".lock",
        "data/mine.log",
        "data/.hidden",
        "data/web_log-20-seed1-3b961420.log.mine",
        "data/web_log-20-seed1-3b961420.tar",
        "kits/readme",
        "kits/11c2e3e3a1067982.orig",
        "vocabularies/web_log-20-seed1-3b961420.log",
        ".leanlines-lock",
        "CACHEDIR.TAG",
    ],
)
def test_a_folder_that_holds_something_else_never_becomes_a_cache(base: Path, entry: str) -> None:
    (base / entry).parent.mkdir(parents=True)
    (base / entry).write_text("precious")

    with pytest.raises(BenchError, match=entry.partition("/")[0]) as caught:
        cache.place("data")

    assert "LEANLINES_CACHE" in caught.value.hint
    assert [path for path in base.rglob("*") if path.is_file()] == [base / entry]


@pytest.mark.parametrize("name", ["CACHEDIR.TAG", ".leanlines-lock"])
def test_nor_does_one_in_which_a_link_has_the_name_of_the_mark_or_the_lock(base: Path, name: str) -> None:
    base.mkdir()
    thesis = base.with_name("thesis")
    thesis.touch()
    (base / name).symlink_to(thesis)

    with pytest.raises(BenchError, match=name):
        cache.place("data")

    assert thesis.read_bytes() == b""


def test_nor_does_one_whose_folder_of_data_leads_to_something_else(base: Path, tmp_path: Path) -> None:
    base.mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis").touch()
    (base / "data").symlink_to(tmp_path / "mine")

    with pytest.raises(BenchError, match="it contains data/thesis"):
        cache.place("data")


@pytest.mark.parametrize("kind", ["folder", "file of a worktree"])
def test_nor_does_a_checkout(kind: str, base: Path) -> None:
    base.mkdir()
    (base / ".git").mkdir() if kind == "folder" else (base / ".git").write_text("gitdir: elsewhere")

    with pytest.raises(BenchError, match="is a checkout"):
        cache.place("data")


def test_what_lies_in_a_folder_of_its_own_accord_is_no_reason_against_it(base: Path) -> None:
    (base / "lost+found").mkdir(parents=True)
    for name in (".gitignore", ".DS_Store"):
        (base / name).touch()

    assert cache.place("data").is_dir()


def test_but_a_folder_of_such_a_name_is(base: Path) -> None:
    (base / ".keep").mkdir(parents=True)

    with pytest.raises(BenchError, match=r"it contains \.keep"):
        cache.place("data")


def test_a_cache_of_another_user_is_refused(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    with pytest.raises(BenchError, match="belongs to another user") as caught:
        cache.place("data")

    assert "LEANLINES_CACHE" in caught.value.hint
    assert list(base.iterdir()) == []


@pytest.mark.parametrize("part", ["", "kits"])
def test_nobody_else_may_write_to_a_cache(part: str, base: Path) -> None:
    cache.place("kits")
    (base / part).chmod(0o777)
    cache._used.pop(base).close()

    cache.place("kits")

    assert stat.S_IMODE((base / part).stat().st_mode) == 0o755


def test_a_cache_of_an_earlier_version_is_marked_when_it_is_used(base: Path) -> None:
    names = {
        "answers": "0123456789abcdef01234567",
        "data": "web_log-20000-seed1-3b961420.log.manifest.json",
        "environments": "acf01300586b.lock",
        "kits": "11c2e3e3a1067982",
        "matplotlib": "fontlist-v390.json",
        "vocabularies": "ko_KR-seed1-faker40.54.0-26b51a58.json",
    }
    for kind, name in names.items():
        (base / kind).mkdir(parents=True)
        (base / kind / name).touch()
    for name in (".partial", ".manifest.json.partial", ".before"):
        (base / "data" / f"web_log-20000-seed1-3b961420.log{name}").touch()
    (base / "CACHEDIR.TAG").touch()  # of a process that was killed before it wrote the mark

    cache.place("data")

    assert removal.is_marked(base)


@pytest.mark.parametrize("generator", sorted(GENERATORS))
def test_whatever_is_made_has_a_name_that_clean_knows(generator: str) -> None:
    for asked in (recipe(generator, lines=300), recipe(generator, size=20_000)):
        made = datasets._file_name(asked)
        for ending in ("", ".lock", PARTIAL, BEFORE, ".manifest.json", f".manifest.json{PARTIAL}"):
            assert cache.KINDS["data"].fullmatch(made + ending)


def test_home_and_what_lies_above_the_folder_that_one_is_in_are_refused(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (base / "work").mkdir(parents=True)
    with monkeypatch.context() as patched:
        patched.setenv("HOME", str(base))
        with pytest.raises(BenchError, match="is your home folder"):
            cache.place("data")
    monkeypatch.chdir(base / "work")
    with pytest.raises(BenchError, match="above your working folder"):
        cache.place("data")

    assert list(base.iterdir()) == [base / "work"]


def test_a_working_folder_that_is_gone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    monkeypatch.setenv("LEANLINES_CACHE", "cache")

    with pytest.raises(BenchError, match="working folder"):
        cache.place("data")


def test_a_cache_that_cannot_be_made_is_named_with_what_moves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path / "file"))

    with pytest.raises(BenchError, match="File exists") as caught:
        cache.place("data")

    assert "LEANLINES_CACHE" in caught.value.hint


def test_one_that_is_being_cleaned_is_waited_for(base: Path) -> None:
    base.mkdir()
    cleaning = locks.lock(base / cache.LOCK)
    user = threading.Thread(target=cache.place, args=("data",))
    user.start()
    user.join(3 * cache.GLANCE)
    assert user.is_alive()

    (base / cache.LOCK).unlink()
    base.rmdir()
    cleaning.close()

    user.join()
    assert (base / "data").is_dir()
    assert removal.is_marked(base)


def test_but_not_for_ever(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base.mkdir()
    monkeypatch.setattr(cache, "PATIENCE", 0.2)

    with locks.lock(base / cache.LOCK), pytest.raises(BenchError, match="still being cleaned"):
        cache.place("data")


def test_a_cache_that_was_taken_away_meanwhile_is_made_and_held_anew(base: Path) -> None:
    cache.place("data").rmdir()
    for path in base.iterdir():
        path.unlink()
    base.rmdir()

    cache.place("kits")

    assert removal.is_marked(base)
    with pytest.raises(BlockingIOError):
        locks.lock(base / cache.LOCK)
