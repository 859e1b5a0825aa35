"""Earlier states are read from real repositories; nothing of them is touched."""

import os
import subprocess
from pathlib import Path

import pytest

from bench.inputs.earlier import revision, state
from bench.model.errors import BenchError, UsageError

ROW = "error_counts/a.py"


def git(folder: Path, *words: str) -> str:
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", "-C", folder, *settings, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def write(folder: Path, text: str, path: str = ROW) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make two commits of `mine`, and leave a third state in the work tree."""
    top = tmp_path / "repository"
    top.mkdir()
    git(top, "init", "-q", "-b", "main")
    for text in ("first", "second"):
        write(top / "mine", text)
        git(top, "add", "-A")
        git(top, "commit", "-qm", text)
    write(top / "mine", "third")
    return top


def text(folder: Path, before: str) -> str:
    return state.earlier(folder, before).files[ROW].decode()


def test_a_work_tree_is_compared_as_it_is(repository: Path) -> None:
    found = state.earlier(repository / "mine", "HEAD")

    assert found.files == {ROW: b"second"}
    assert found.difference.changed == ("error_counts/a",)
    assert found.commit == git(repository, "rev-parse", "HEAD")


def test_nothing_of_the_repository_is_touched(repository: Path) -> None:
    def content() -> dict[Path, tuple[int, bytes]]:
        files = (path for path in repository.rglob("*") if path.is_file())
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = content()
    state.earlier(repository / "mine", "HEAD~1")

    assert content() == before


@pytest.mark.parametrize(
    ("before", "label"),
    [("main", "main"), ("HEAD~1", "HEAD_1"), ("heads/main", "main"), ("HEAD^{commit}", "HEAD__commit_")],
)
def test_rows_are_called_by_the_revision(repository: Path, before: str, label: str) -> None:
    assert state.earlier(repository / "mine", before).label == label


@pytest.mark.parametrize("before", ["nosuch", "-x", "--output=x", "HEAD~9", "a\nb", "HEAD\0x", ":mine"])
def test_what_is_no_revision_is_refused_in_one_line(repository: Path, before: str) -> None:
    with pytest.raises((UsageError, BenchError)) as caught:
        state.earlier(repository / "mine", before)

    assert "\n" not in caught.value.hint
    assert caught.value.hint


def test_an_empty_word_is_refused(repository: Path) -> None:
    with pytest.raises(UsageError, match="empty"):
        state.earlier(repository / "mine", "")


def test_a_detached_head_is_compared_like_any_other(repository: Path) -> None:
    git(repository, "checkout", "-q", "--detach")

    assert text(repository / "mine", "HEAD~1") == "first"
    assert text(repository / "mine", "merge-base") == "second"


def test_a_folder_that_the_revision_lacks_is_named(repository: Path) -> None:
    write(repository / "newer", "x")

    with pytest.raises(BenchError, match="has no newer"):
        state.earlier(repository / "newer", "HEAD")


def test_a_shallow_clone_says_what_to_fetch(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", "shallow")

    with pytest.raises(UsageError) as caught:
        state.earlier(tmp_path / "shallow" / "mine", "HEAD~1")

    assert "fetch --unshallow" in caught.value.hint


def test_a_branch_that_ci_has_as_that_of_its_remote_is_found(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", f"file://{repository}", "ci")
    git(tmp_path / "ci", "checkout", "-q", "-b", "change")
    git(tmp_path / "ci", "branch", "-qD", "main")

    assert text(tmp_path / "ci" / "mine", "main") == "second"


def test_a_submodule_and_a_link_are_named_and_not_entered(repository: Path) -> None:
    git(repository, "submodule", "--quiet", "add", f"file://{repository}", "mine/sub")
    (repository / "mine" / "error_counts" / "b.py").symlink_to("a.py")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "third")

    found = state.earlier(repository / "mine", "HEAD")

    assert set(found.files) == {ROW}
    assert [each.partition(" ")[0] for each in found.passed_over] == ["error_counts/b.py", "sub"]


def test_a_folder_that_was_a_submodule_is_named(repository: Path) -> None:
    git(repository, "submodule", "--quiet", "add", f"file://{repository}", "sub")
    git(repository, "commit", "-qm", "third")
    (repository / "sub" / ".git").unlink()

    with pytest.raises(BenchError, match="sub was a submodule"):
        state.earlier(repository / "sub", "HEAD")


def test_without_a_repository_a_folder_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "mine", "x")

    with pytest.raises(BenchError, match="finds no repository") as caught:
        state.earlier(tmp_path / "mine", "HEAD")

    assert "folder" in caught.value.hint


def test_another_folder_is_an_earlier_state(repository: Path, tmp_path: Path) -> None:
    write(tmp_path / "older", "zero")

    found = state.earlier(repository / "mine", str(tmp_path / "older"))

    assert (found.label, found.commit, found.difference.changed) == ("older", "", ("error_counts/a",))


def test_a_word_that_is_a_folder_and_a_revision_is_refused(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "main").mkdir()
    monkeypatch.chdir(repository)

    with pytest.raises(UsageError, match="a revision"):
        state.earlier(repository / "mine", "main")
    assert state.earlier(repository / "mine", "./main").commit == ""
    assert state.earlier(repository / "mine", "heads/main").commit


def test_a_repository_that_the_environment_points_at_is_not_asked(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", os.devnull)

    assert text(repository / "mine", "HEAD") == "second"


def test_files_that_an_archive_would_leave_out_are_read(repository: Path) -> None:
    (repository / ".gitattributes").write_text("mine export-ignore\n*.py ident eol=crlf\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "third")

    assert text(repository / "mine", "HEAD") == "third"


def test_a_whole_repository_may_be_the_folder(repository: Path) -> None:
    assert state.earlier(repository, "HEAD").files == {}  # its rows lie one level too deep
    assert revision.find(repository, "HEAD").inside == "."


def test_an_earlier_state_is_laid_out_without_what_would_replace_the_question(repository: Path, tmp_path: Path) -> None:
    write(repository / "mine", "other", "error_counts/__init__.py")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "third")
    found = state.earlier(repository / "mine", "HEAD")

    state.lay_out(found, ["error_counts/a"], tmp_path / "laid")

    assert [path.name for path in (tmp_path / "laid").rglob("*.py")] == ["a.py"]
