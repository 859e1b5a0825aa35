"""What may become of a thing in the cache: each takes the thing and one file that belongs to it, or is it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

PRECIOUS = b"a thesis"
STRANGER = 12345  # a user id that nobody has

Damage = Callable[[Path, Path], object]


def _freed(path: Path) -> Path:
    """Let a sealed file be written by an ordinary user."""
    path.parent.chmod(0o755)
    path.chmod(0o644)
    return path


def _rewritten(file: Path, content: bytes) -> None:
    """Write to a file and set its time back, as somebody would who does not want to be seen."""
    before = file.stat()
    _freed(file).write_bytes(content)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def changed_byte(_: Path, file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    _rewritten(file, bytes(content))


def truncated(_: Path, file: Path) -> None:
    _rewritten(file, file.read_bytes()[:-1])


def emptied(_: Path, file: Path) -> None:
    _rewritten(file, b"")


def replaced_by_another_whole_one(_: Path, file: Path) -> None:
    content = file.read_bytes()
    _freed(file).unlink()
    file.write_bytes(content[::-1])


def removed_file(_: Path, file: Path) -> None:
    _freed(file).unlink()


def removed(thing: Path, _: Path) -> None:
    thing.rename(thing.with_name(f".leanlines-trash-{os.urandom(6).hex()}"))


def link_in_its_place(thing: Path, _: Path) -> None:
    """Put a link to a whole copy in the place of the thing."""
    if thing.is_dir():
        thing.chmod(0o755)  # else only root may move it to another folder
    copy = thing.parent.parent.with_name(f"copy-{os.urandom(4).hex()}")
    thing.rename(copy)
    thing.symlink_to(copy)


def link_to_nothing(_: Path, file: Path) -> None:
    _freed(file).unlink()
    file.symlink_to("/nowhere/at/all")


def link_to_something_precious(_: Path, file: Path) -> None:
    """Put a link to a file of somebody's in the place of one: writing through it would destroy that."""
    _freed(file).unlink()
    target = Path(os.environ["LEANLINES_CACHE"]).with_name(f"precious-{os.urandom(4).hex()}")
    target.write_bytes(PRECIOUS)
    file.symlink_to(target)


def folder_in_the_place_of_a_file(_: Path, file: Path) -> None:
    _freed(file).unlink()
    (file / "deep").mkdir(parents=True)


def pipe_in_the_place_of_a_file(_: Path, file: Path) -> None:
    _freed(file).unlink()
    os.mkfifo(file)


def writable_by_others(_: Path, file: Path) -> None:
    file.chmod(0o646)


def writable_by_a_group(thing: Path, _: Path) -> None:
    thing.chmod(0o775)


def of_another_user(_: Path, file: Path) -> None:
    os.chown(file, STRANGER, -1)


def unreadable(_: Path, file: Path) -> None:
    file.chmod(0)
    if os.geteuid() == 0:
        emptied(_, file)  # nothing is unreadable for root


def added_file(thing: Path, _: Path) -> None:
    _added(thing, "sitecustomize.py")


def added_bytecode(_: Path, file: Path) -> None:
    _added(file.parent, f"{file.stem}.pyc")


def added_folder(thing: Path, _: Path) -> None:
    thing.chmod(0o755)
    (thing / "numpy").mkdir()


def added_name(_: Path, file: Path) -> None:
    """Give a file a second name in the same folder."""
    file.parent.chmod(0o755)
    shutil.copy2(file, file.with_name("site.py"))


def _added(folder: Path, name: str) -> None:
    folder.chmod(0o755)
    (folder / name).write_text("raise SystemExit(66)")


ANYWHERE: tuple[Damage, ...] = (
    changed_byte,
    truncated,
    emptied,
    replaced_by_another_whole_one,
    removed_file,
    removed,
    link_in_its_place,
    link_to_nothing,
    link_to_something_precious,
    folder_in_the_place_of_a_file,
    pipe_in_the_place_of_a_file,
    writable_by_others,
    writable_by_a_group,
    of_another_user,
    unreadable,
)
IN_FOLDERS: tuple[Damage, ...] = (added_file, added_bytecode, added_folder, added_name)


def lock_that_is_a_folder(_: Path, record: Path) -> None:
    record.unlink()
    lock = record.with_name(f"{record.name}.lock")
    lock.unlink()
    lock.mkdir()


def lock_that_is_a_link(_: Path, record: Path) -> None:
    record.unlink()
    link_to_something_precious(record, record.with_name(f"{record.name}.lock"))


OF_RECORDS: tuple[Damage, ...] = (
    truncated,
    emptied,
    replaced_by_another_whole_one,
    removed_file,
    link_to_something_precious,
    folder_in_the_place_of_a_file,
    pipe_in_the_place_of_a_file,
    writable_by_others,
    unreadable,
)
OF_LOCKS: tuple[Damage, ...] = (lock_that_is_a_folder, lock_that_is_a_link)
