import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import cache, locks, removal
from bench.errors import BenchError


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


@pytest.mark.parametrize("entry", ["thesis.tex", "data/mine.log", "data/.hidden", "kits/readme", "src/main.c"])
def test_a_folder_that_holds_something_else_never_becomes_a_cache(base: Path, entry: str) -> None:
    (base / entry).parent.mkdir(parents=True)
    (base / entry).write_text("precious")

    with pytest.raises(BenchError, match=entry.partition("/")[0]) as caught:
        cache.place("data")

    assert "LEANLINES_CACHE" in caught.value.hint
    assert [path for path in base.rglob("*") if path.is_file()] == [base / entry]


def test_nor_does_one_whose_folder_of_data_is_a_link_to_somewhere_else(base: Path, tmp_path: Path) -> None:
    base.mkdir()
    (tmp_path / "mine").mkdir()
    (base / "data").symlink_to(tmp_path / "mine")

    with pytest.raises(BenchError, match="it holds data"):
        cache.place("data")


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

    cache.place("data")

    assert removal.is_marked(base)


def test_home_and_what_lies_above_the_folder_that_one_is_in_are_refused(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (base / "work").mkdir(parents=True)
    with monkeypatch.context() as patched:
        patched.setenv("HOME", str(base))
        with pytest.raises(BenchError, match="is your home folder, so it cannot be the cache"):
            cache.place("data")
    monkeypatch.chdir(base / "work")
    with pytest.raises(BenchError, match="is a folder above the folder that you are in"):
        cache.place("data")

    assert list(base.iterdir()) == [base / "work"]


def test_a_cache_that_cannot_be_made_is_named_with_what_moves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path / "file"))

    with pytest.raises(BenchError, match="cannot be used: File exists") as caught:
        cache.place("data")

    assert "LEANLINES_CACHE" in caught.value.hint


def test_one_that_is_being_cleaned_is_waited_for(base: Path) -> None:
    base.mkdir()
    cleaning = locks.lock(base / cache.LOCK)
    done = threading.Event()
    user = threading.Thread(target=lambda: (cache.place("data"), done.set()))
    user.start()
    assert not done.wait(3 * cache.GLANCE)

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
