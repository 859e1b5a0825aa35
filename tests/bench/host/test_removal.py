import os
import pwd
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.host import removal
from tests.folders import dig
from tests.gold import Gold


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home, a working folder and a checkout that may be lost, each two folders deep, in place of the real."""
    for name in ("users/home", "users/home/desk", "code/checkout", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "precious").write_text(name)
    monkeypatch.setenv("HOME", str(tmp_path / "users" / "home"))
    monkeypatch.chdir(tmp_path / "users" / "home" / "desk")
    monkeypatch.setattr(removal, "CHECKOUT", tmp_path / "code" / "checkout")
    return tmp_path


PRECIOUS = ("users/home", "users", "users/home/desk", "users/home/desk/../desk/.", "code/checkout", "code", ".")


@pytest.mark.parametrize("place", PRECIOUS)
def test_what_people_cannot_make_again_is_never_removed(home: Path, place: str) -> None:
    before = sorted(home.rglob("*"))

    assert removal.remove(home / place).keys() == {home / place}

    assert sorted(home.rglob("*")) == before


def test_why_it_is_not_removed_reads_as_agreed(home: Path, gold: Gold) -> None:
    gold(
        "removal", "protected", "\n".join(f"{place}: {removal.explain_protection(home / place)}" for place in PRECIOUS)
    )


def test_the_root_is_never_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "remove_tree", None)  # nothing is called if the refusal fails, whatever happens

    assert removal.remove(Path("/")).keys() == {Path("/")}


def test_a_home_that_only_the_system_knows_of_counts_too(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = SimpleNamespace(pw_dir=str(home / "elsewhere"))
    monkeypatch.setattr(pwd, "getpwuid", lambda _: entry)

    assert removal.explain_protection(home / "elsewhere") == "your home folder"
    assert removal.explain_protection(home / "users" / "home") == "your home folder"


def test_another_name_of_a_folder_is_no_way_round(home: Path) -> None:
    (home / "link").symlink_to(home / "users" / "home")

    assert removal.explain_protection(home / "link") == "your home folder"
    assert removal.remove(home / "link") == {}, "the link itself may go"
    assert (home / "users" / "home" / "precious").exists()


def test_another_mount_of_a_folder_is_no_way_round(home: Path) -> None:
    samefile = Path.samefile

    def same(one: Path, other: Path) -> bool:  # what a bind mount looks like: another path, the same folder
        return samefile(home / "users" / "home", other) if one == home / "mounted" else samefile(one, other)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Path, "samefile", same)
        assert removal.explain_protection(home / "mounted") == "your home folder"


@pytest.mark.parametrize("place", ["", "/mounted"])
def test_what_is_mounted_on_a_folder_or_in_it_is_not_removed(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made by us"
    (made / "mounted").mkdir(parents=True)
    (made / "mounted" / "precious").touch()
    line = f"36 35 98:0 / {str(made).replace(' ', chr(92) + '040')}{place} rw - ext4 /dev/sda rw\n"
    (tmp_path / "mountinfo").write_text(line)
    opened = os.open

    def open_(path: str, *how: int, **more: int) -> int:
        return opened(tmp_path / "mountinfo" if path == "/proc/self/mountinfo" else path, *how, **more)

    monkeypatch.setattr(os, "open", open_)

    assert removal.remove(made).keys() == {made}
    assert (made / "mounted" / "precious").exists()


def test_a_folder_below_them_goes_with_all_that_is_in_it_and_links_are_not_followed(home: Path) -> None:
    made = home / "users" / "home" / ".cache" / "leanlines"
    locked = made / "locked"
    locked.mkdir(parents=True)
    (locked / "file").write_text("x")
    (locked / "link").symlink_to(home / "elsewhere")
    (home / "elsewhere").chmod(0o755)
    locked.chmod(0o500)
    made.chmod(0o500)

    assert removal.remove(made) == {}

    assert not made.exists()
    assert (home / "elsewhere" / "precious").exists()
    assert (home / "elsewhere").stat().st_mode & 0o777 == 0o755


def test_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert removal.remove(tmp_path / "nothing") == {}


def test_what_does_not_go_is_named_with_the_reason_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made" / "deep").mkdir(parents=True)
    (tmp_path / "made" / "deep" / "kept").write_text("x")
    (tmp_path / "made" / "goes").write_text("x")
    monkeypatch.setattr(removal, "remove_tree", lambda _: None)
    unlink = Path.unlink

    def refused(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == "kept":
            raise PermissionError(1, "Operation not permitted")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)

    assert removal.remove(tmp_path / "made") == {tmp_path / "made" / "deep" / "kept": "Operation not permitted"}
    assert not (tmp_path / "made" / "goes").exists()


def test_a_mark_is_known_by_its_line_and_not_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "CACHEDIR.TAG").write_bytes(b"Signature: 8a477f597d28d172789f06886806bc55\n# of another program\n")
    assert not removal.is_marked(tmp_path)

    (tmp_path / "CACHEDIR.TAG").unlink()
    removal.mark(tmp_path)
    assert removal.is_marked(tmp_path)
    assert (tmp_path / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")


def test_nothing_is_written_over_for_a_mark(tmp_path: Path) -> None:
    (tmp_path / "thesis").write_text("precious")
    for name in ("link", "hard", "piped", "tagged", "dangling", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "link" / "CACHEDIR.TAG").symlink_to(tmp_path / "thesis")
    (tmp_path / "dangling" / "CACHEDIR.TAG").symlink_to(tmp_path / "created")
    (tmp_path / "of two names").touch()
    os.link(tmp_path / "of two names", tmp_path / "hard" / "CACHEDIR.TAG")
    os.mkfifo(tmp_path / "piped" / "CACHEDIR.TAG")
    (tmp_path / "tagged" / "CACHEDIR.TAG").write_text("of cargo")
    (tmp_path / "empty" / "CACHEDIR.TAG").touch()  # of a process that was killed before it wrote

    for name in ("link", "hard", "piped", "tagged", "dangling"):
        with pytest.raises(OSError, match=r"File exists|No such device|symbolic links"):
            removal.mark(tmp_path / name)
    removal.mark(tmp_path / "empty")
    removal.mark(tmp_path / "empty")  # again: two runs may begin at one time

    assert (tmp_path / "thesis").read_text() == "precious"
    assert (tmp_path / "of two names").read_text() == ""
    assert (tmp_path / "tagged" / "CACHEDIR.TAG").read_text() == "of cargo"
    assert not (tmp_path / "created").exists()
    assert removal.is_marked(tmp_path / "empty")


def test_folders_deeper_than_python_can_go_are_walked(tmp_path: Path) -> None:
    dig(tmp_path)

    assert len(list(removal.walk(tmp_path))) > 900
    assert removal.remove(tmp_path / "x") == {}
    assert not (tmp_path / "x").exists()


def test_a_mark_that_another_user_of_a_group_wrote_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removal.mark(tmp_path)
    opened = os.open

    def reads_only(path: Path, how: int, *more: int) -> int:
        if how & os.O_WRONLY:
            raise PermissionError(13, "Permission denied")
        return opened(path, how, *more)

    monkeypatch.setattr(os, "open", reads_only)

    removal.mark(tmp_path)


def test_a_pipe_or_a_link_is_no_mark(tmp_path: Path) -> None:
    (tmp_path / "marked").mkdir()
    removal.mark(tmp_path / "marked")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "CACHEDIR.TAG").symlink_to(tmp_path / "marked" / "CACHEDIR.TAG")
    (tmp_path / "piped").mkdir()
    os.mkfifo(tmp_path / "piped" / "CACHEDIR.TAG")

    assert not removal.is_marked(tmp_path / "linked")
    assert not removal.is_marked(tmp_path / "piped")
