import subprocess
from pathlib import Path

import msgspec
import pytest

from bench.host import git as checkout
from bench.model.types import Checkout
from bench.results import result_file
from tests.bench.builders import a_row, a_run


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A. Secret", "-c", "user.email=secret@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", str(folder), *who, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    git(made, "init", "-q")
    (made / "file.py").write_text("1\n")
    (made / ".gitignore").write_text("out/\n")
    git(made, "add", ".")
    git(made, "commit", "-q", "-m", "first")
    return made


def test_a_clean_checkout_is_its_commit(folder: Path) -> None:
    assert checkout.of(folder) == Checkout(commit=git(folder, "rev-parse", "HEAD"))


@pytest.mark.parametrize("name", ["file.py", "new.py"])
def test_a_changed_or_a_new_file_is_a_change(folder: Path, name: str) -> None:
    (folder / name).write_text("2\n")

    found = checkout.of(folder)

    assert found.changed


def test_a_file_that_git_ignores_is_none(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "result.json").write_text("{}\n")

    found = checkout.of(folder)

    assert not found.changed


def test_nothing_but_the_hash_is_kept(folder: Path) -> None:
    git(folder, "checkout", "-q", "-b", "secret-branch")
    git(folder, "remote", "add", "origin", "https://secret@example.org/secret.git")

    kept = msgspec.json.encode(checkout.of(folder)).lower()

    assert b"secret" not in kept


def test_a_folder_within_another_repository_is_not_known(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()

    assert checkout.of(inner) is None


def test_a_folder_outside_any_repository_is_not_known(tmp_path: Path) -> None:
    assert checkout.of(tmp_path) is None


def test_a_repository_without_a_commit_is_not_known(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")

    assert checkout.of(tmp_path) is None


def test_the_repository_that_a_hook_points_at_is_not_taken_for_this_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    commit = git(folder, "rev-parse", "HEAD")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))

    assert checkout.of(folder) == Checkout(commit=commit)


def test_a_machine_without_git_does_not_know(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))

    assert checkout.of(folder) is None


def test_a_part_of_a_repository_is_its_commit_and_changed_only_within(folder: Path) -> None:
    part = folder / "part"
    part.mkdir()
    (part / "mine.py").write_text("1\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "second")
    commit = git(folder, "rev-parse", "HEAD")
    (folder / "file.py").write_text("2\n")

    assert checkout.of_part(part) == Checkout(commit=commit)
    (part / "new.py").write_text("1\n")
    assert checkout.of_part(part) == Checkout(commit=commit, changed=True)


def test_what_lies_in_a_repository_and_is_no_part_of_it_is_not_known(folder: Path, tmp_path: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "installed.py").write_text("1\n")

    assert checkout.of_part(folder / "out") is None
    assert checkout.of_part(tmp_path) is None


def test_a_result_written_before_the_commit_was_kept_is_still_read() -> None:
    run = a_run(a_row("one"))
    plain = msgspec.json.decode(result_file.to_json(run))
    del plain["checkout"], plain["repositories"]

    assert result_file.from_json(msgspec.json.encode(plain), "result.json") == run
