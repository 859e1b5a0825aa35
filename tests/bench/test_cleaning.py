import subprocess
import sys
from pathlib import Path

import pytest

from bench import cache, cleaning, locks, removal
from bench.errors import BenchError

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
    found = {kept.kind: (len(kept.entries), kept.bytes) for kept in cleaning.survey(base)}

    assert found == {"answers": (1, 5), "data": (2, 10), "kits": (1, 4)}


def test_a_cache_is_emptied_and_goes(base: Path) -> None:
    cleaned = cleaning.empty(base)

    assert (cleaned.removed, cleaned.bytes, cleaned.left) == (4, 19, {})
    assert not base.exists()


def test_what_is_not_ours_stays_and_is_counted(base: Path) -> None:
    (base / "data" / "mine.log").write_text("precious")
    (base / "notes").mkdir()
    (base / "notes" / "todo").write_text("precious")

    cleaned = cleaning.empty(base)

    assert (cleaned.removed, cleaned.bytes) == (4, 19)
    assert set(cleaned.left) == {base / "data" / "mine.log", base / "notes"}
    assert contents(base).keys() == {"data/mine.log", "notes/todo", ".lock", "CACHEDIR.TAG"}


def test_what_a_link_in_it_leads_to_stays(base: Path, tmp_path: Path) -> None:
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / "web_log-20-seed1-00000000.log").write_text("precious")
    (base / "vocabularies").symlink_to(tmp_path / "large")
    (base / "kits" / "0000000000000000").symlink_to(tmp_path / "large")

    cleaned = cleaning.empty(base)

    assert set(cleaned.left) == {base / "vocabularies"}
    assert contents(tmp_path / "large").keys() == {"web_log-20-seed1-00000000.log"}


def test_a_checkout_in_it_stays(base: Path) -> None:
    (base / "kits" / "11c2e3e3a1067982" / ".git").mkdir()

    cleaned = cleaning.empty(base)

    assert list(cleaned.left) == [base / "kits" / "11c2e3e3a1067982"]
    assert "kits/11c2e3e3a1067982/bench/measured/worker.py" in contents(base)


def test_what_the_system_does_not_let_go_is_counted_and_never_called_removed(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = base / "data" / "web_log-20-seed1-3b961420.log"
    remove = removal.remove
    monkeypatch.setattr(
        removal, "remove", lambda path: {path: "Operation not permitted"} if path == held else remove(path)
    )

    cleaned = cleaning.empty(base)

    assert (cleaned.removed, cleaned.bytes, cleaned.left) == (3, 9, {held: "Operation not permitted"})
    assert removal.is_marked(base)


@pytest.mark.parametrize("tag", [None, b"", b"Signature: 8a477f597d28d172789f06886806bc55\n# cargo\n"])
def test_a_folder_without_our_mark_keeps_every_byte(base: Path, tag: bytes | None) -> None:
    (base / removal.TAG).unlink()
    if tag is not None:
        (base / removal.TAG).write_bytes(tag)
    before = contents(base)

    for act in (cleaning.survey, cleaning.empty):
        with pytest.raises(BenchError, match="does not carry the mark"):
            act(base)

    assert contents(base) == before


def test_home_keeps_every_byte_though_it_carries_the_mark(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(base)
    monkeypatch.setenv("HOME", str(base))

    for act in (cleaning.survey, cleaning.empty):
        with pytest.raises(BenchError, match="your home folder"):
            act(base)

    assert contents(base) == before


def test_nothing_is_nothing_to_remove(tmp_path: Path) -> None:
    assert cleaning.survey(tmp_path / "nothing") == ()


def test_who_uses_it_is_named_by_process_and_command(base: Path) -> None:
    waits = "import sys; from bench import cache; cache.place('data'); print('ready', flush=True); sys.stdin.read()"
    user = subprocess.Popen(
        [sys.executable, "-c", waits],
        env={"LEANLINES_CACHE": str(base), "PYTHONPATH": str(Path.cwd())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert user.stdout
        assert user.stdout.readline() == b"ready\n"
        before = contents(base)

        for act in (cleaning.survey, cleaning.empty):
            with pytest.raises(BenchError, match=f"is in use by process {user.pid} .*python.* -c "):
                act(base)

        assert contents(base) == before
    finally:
        user.communicate()
    cleaning.empty(base)


def test_who_uses_it_out_of_sight_is_not_made_up(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning.psutil, "process_iter", lambda: iter(()))

    with locks.lock(base / cache.LOCK, shared=True), pytest.raises(BenchError, match="cannot be seen from here"):
        cleaning.empty(base)
