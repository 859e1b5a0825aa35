import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from bench.host import code
from bench.model.errors import BenchError
from bench.session.cluster import given, here


def a_file(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout in which there is more than code."""
    folder = tmp_path / "checkout"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    for name in ("bench/one.py", "impls/mine/two.py", "generators/words.txt"):
        a_file(folder / name, name)
    a_file(folder / ".gitignore", "*.key\nprivate/\n")
    secrets = ["bench/own.key", "impls/private/log.py", "impls/.env", "impls/.hidden/of.py", "docs/page.md", "secret"]
    for name in (*secrets, "bench/__pycache__/one.cpython-311.pyc"):
        a_file(folder / name, "secret")
    (folder / "impls" / "link.py").symlink_to(folder / "secret")
    monkeypatch.setattr(code, "CHECKOUT", folder)
    return folder


def test_neither_what_git_ignores_nor_hidden_files_links_or_other_folders_are_sent(checkout: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(code.pack())) as archive:
        sent = {name: archive.read(name).decode() for name in archive.namelist()}

    assert sent == {name: name for name in ("bench/one.py", "generators/words.txt", "impls/mine/two.py")}
    assert checkout.name not in "".join(sent)


def test_an_installation_in_a_folder_that_git_ignores_is_sent_whole(checkout: Path) -> None:
    house = checkout / "private" / "_house"
    a_file(house / "bench" / "one.py")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(code, "CHECKOUT", house)
        assert list(code.files()) == ["bench/one.py"]


def test_what_was_unpacked_is_the_code_that_was_sent_and_a_change_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = here.needs()
    with zipfile.ZipFile(io.BytesIO(code.pack())) as archive:
        archive.extractall(tmp_path)
    monkeypatch.setattr(code, "CHECKOUT", tmp_path)

    assert code.digest() == own["its code"]
    (tmp_path / "bench" / "__main__.py").write_text("")
    assert code.digest() != own["its code"]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Return a folder of implementations outside the checkout, in which there is more than these."""
    folder = tmp_path / "mine"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    a_file(folder / ".gitignore", "private.py\n")
    a_file(folder / "error_counts" / "one.py", "mine")
    for name in ("private.py", ".hidden.py", "error_counts/__pycache__/one.cpython-311.pyc"):
        a_file(folder / name, "secret")
    (folder / "error_counts" / "link.py").symlink_to(folder / "private.py")
    return folder


def test_a_folder_that_was_named_goes_with_the_code_by_the_same_rules(checkout: Path, mine: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(code.pack(given.places([mine])))) as archive:
        sent = set(archive.namelist()) - code.files().keys()

    assert sent == {"given/mine/error_counts/one.py"}
    assert checkout.name not in "".join(sent)


def test_what_was_unpacked_is_what_was_sent_even_where_git_ignores_all_that_a_worker_writes(
    checkout: Path, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, packed = code.digest(given.places([mine])), code.pack(given.places([mine]))
    worker = tmp_path / "worker" / "scratch"
    subprocess.run(["git", "init", "-q", str(worker.parent)], check=True)
    a_file(worker.parent / ".gitignore", "scratch\n")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(worker)
    monkeypatch.setattr(code, "CHECKOUT", worker)
    there = worker / "given" / "mine"

    assert code.digest({"given/mine": there}) == own
    a_file(there / "error_counts" / "one.py", "changed")
    assert code.digest({"given/mine": there}) != own
    assert checkout.is_dir()


def test_a_folder_that_holds_far_more_than_implementations_is_refused(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "MOST_ADDED", 1)

    with pytest.raises(BenchError, match=str(mine)):
        code.pack(given.places([mine]))
