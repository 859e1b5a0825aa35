import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bench.host import locks, removal
from bench.host.cache import cache, cleaning
from bench.model.errors import BenchError

ENTRIES = {
    "answers/0123456789abcdef01234567/digest": b"12345",
    "data/web_log-20-seed1-3b961420.log": b"1234567890",
    "data/web_log-20-seed1-3b961420.log.lock": b"",
    "kits/11c2e3e3a1067982/bench/measured/worker.py": b"1234",
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    for name, content in ENTRIES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    removal.mark(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_kept_is_counted_by_kind(base: Path) -> None:
    found = cleaning.survey(base)

    assert {kept.kind: (len(kept.entries), kept.bytes) for kept in found.kept} == {
        "answers": (1, 5),
        "data": (2, 10),
        "kits": (1, 4),
    }
    assert found.foreign == ()


def test_a_cache_is_emptied_and_stays_a_cache(base: Path) -> None:
    cleaned = cleaning.empty(base)

    assert (cleaned.removed, cleaned.bytes, cleaned.left) == (4, 19, {})
    assert {path.name for path in base.iterdir()} == {cache.LOCK, removal.TAG}
    assert cleaning.survey(base) == cleaning.Survey()


def test_a_cache_behind_a_link_stays_behind_it(base: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(base)

    assert cleaning.empty(tmp_path / "link").removed == 4
    assert (tmp_path / "link").is_symlink()
    assert removal.is_marked(base)


@pytest.mark.parametrize(
    "name", ["data/mine.log", "data/web_log-20-seed1-3b961420.log.mine", "kits/11c2e3e3a1067982.orig", "notes", ".lock"]
)
def test_what_is_not_ours_stays_and_is_counted_each_time(base: Path, name: str) -> None:
    (base / name).write_text("precious")

    first, again = cleaning.empty(base), cleaning.empty(base)

    assert (first.removed, first.bytes) == (4, 19)
    assert (again.removed, again.bytes) == (0, 0)
    assert set(first.left) == set(again.left) == {base / name}
    assert contents(base) == {name: b"precious", cache.LOCK: b"", removal.TAG: removal.MARK}


def test_what_a_link_in_it_leads_to_stays(base: Path, tmp_path: Path) -> None:
    vocabulary = "en_US-seed1-faker40.54.0-26b51a58.json"
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / vocabulary).write_text("on another disk")
    (base / "vocabularies").symlink_to(tmp_path / "large")
    (base / "kits" / "0000000000000000").symlink_to(tmp_path / "large")

    cleaned = cleaning.empty(base)

    assert cleaned.left.keys() == {base / "vocabularies" / vocabulary}
    assert "a link" in str(cleaned.left.values())
    assert cleaned.removed == 5
    assert contents(tmp_path / "large").keys() == {vocabulary}


def test_what_the_system_does_not_let_go_is_counted_and_never_called_removed(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = base / "data" / "web_log-20-seed1-3b961420.log"
    remove = removal.remove
    refused = {held: "Operation not permitted"}
    monkeypatch.setattr(removal, "remove", lambda path: refused if path == held else remove(path))

    cleaned = cleaning.empty(base)

    assert (cleaned.removed, cleaned.bytes, cleaned.left) == (3, 9, refused)


def test_what_a_killed_clean_left_is_never_taken_for_the_whole_and_goes_with_the_next(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(path: Path) -> None:
        raise KeyboardInterrupt(path)

    with monkeypatch.context() as patched:
        patched.setattr(removal, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            cleaning.empty(base)

    assert not (base / "answers" / "0123456789abcdef01234567").exists()
    assert cleaning.empty(base).left == {}
    assert {path.name for path in base.iterdir()} == {cache.LOCK, removal.TAG}


def test_nobody_begins_to_use_it_while_it_is_emptied(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remove, tried = removal.remove, []

    def tries_meanwhile(path: Path) -> dict[Path, str]:
        with pytest.raises(BlockingIOError):
            locks.lock(base / cache.LOCK, shared=True)
        tried.append(path)
        return remove(path)

    monkeypatch.setattr(removal, "remove", tries_meanwhile)

    cleaning.empty(base)

    assert len(tried) == 4


@pytest.mark.parametrize("tag", [None, b"", b"Signature: 8a477f597d28d172789f06886806bc55\n# cargo\n"])
def test_a_folder_without_our_mark_keeps_every_byte(base: Path, tag: bytes | None) -> None:
    (base / removal.TAG).unlink()
    if tag is not None:
        (base / removal.TAG).write_bytes(tag)
    before = contents(base)

    for act in (cleaning.survey, cleaning.empty):
        with pytest.raises(BenchError, match="the mark"):
            act(base)

    assert contents(base) == before


def test_home_keeps_every_byte_though_it_carries_the_mark(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(base)
    monkeypatch.setenv("HOME", str(base))

    for act in (cleaning.survey, cleaning.empty):
        with pytest.raises(BenchError, match="your home folder"):
            act(base)

    assert contents(base) == before


def test_where_there_is_no_cache_yet_there_is_nothing_to_remove(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    for name in ("nothing", "empty"):
        assert cleaning.survey(tmp_path / name) == cleaning.Survey()
        assert cleaning.empty(tmp_path / name) == cleaning.Cleaned(0, 0, {})
    assert list((tmp_path / "empty").iterdir()) == []


def test_what_may_not_be_read_is_removed_all_the_same(base: Path) -> None:
    (base / "kits" / "11c2e3e3a1067982" / "bench").chmod(0)

    cleaned = cleaning.empty(base)

    assert (cleaned.removed, cleaned.left) == (4, {})


def test_who_uses_it_is_named_by_process_and_command(base: Path) -> None:
    waits = (
        "import sys; from bench.host.cache import cache; "
        "cache.place('data'); print('ready', flush=True); sys.stdin.read()"
    )
    user = subprocess.Popen(
        [sys.executable, "-c", waits],
        env={"LEANLINES_CACHE": str(base), "PYTHONPATH": str(Path.cwd())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert user.stdout.readline() == b"ready\n"
        before = contents(base)

        for act in (cleaning.survey, cleaning.empty):
            with pytest.raises(BenchError, match=f"process {user.pid} .*python.* -c ") as caught:
                act(base)
            assert "once it has ended" in caught.value.hint

        assert contents(base) == before
    finally:
        user.communicate()
    cleaning.empty(base)


def test_who_uses_it_out_of_sight_is_not_made_up(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "process_iter", lambda: iter(()))

    with locks.lock(base / cache.LOCK, shared=True), pytest.raises(BenchError, match=str(base)):
        cleaning.empty(base)
