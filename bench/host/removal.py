"""Remove what this project made: the one place where a folder goes with all that is in it.

Deleting by the name of a place once emptied a home folder. So a folder that holds more than ours is refused here,
whatever asks, and a folder is looked for by name only where it also carries our mark: a `CACHEDIR.TAG`, which programs
that make backups know, with a line of our own.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from bench.host.homes import homes
from bench.measured.sandbox.folder import holds_a_mount, remove_tree
from bench.model.paths import CHECKOUT

TAG: Final = "CACHEDIR.TAG"
LINE: Final = b"# Leanlines made this folder and may remove everything that it keeps in it.\n"
MARK: Final = b"Signature: 8a477f597d28d172789f06886806bc55\n" + LINE  # https://bford.info/cachedir/
TRASH: Final = ".leanlines-trash-"
_LARGEST: Final = 4096


def mark(folder: Path) -> None:
    """Mark a folder as ours. A mark of another program, or a link to anything, is never written over.

    Raises:
        OSError: if something else has the name of the mark, or it cannot be written.
    """
    if is_marked(folder):
        return
    handle = os.open(folder / TAG, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
    try:
        found = os.fstat(handle)
        if is_marked(folder):
            return  # by another process, a moment ago
        if not stat.S_ISREG(found.st_mode) or found.st_size or found.st_nlink > 1:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / TAG))
        os.write(handle, MARK)  # to a new file, or to the empty one of a process that was killed before it wrote
    finally:
        os.close(handle)


def is_marked(folder: Path) -> bool:
    """Return whether a folder carries our mark."""
    try:
        handle = os.open(folder / TAG, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return False
    with os.fdopen(handle, "rb") as file, suppress(OSError):
        return LINE in file.read(_LARGEST)
    return False


def explain_protection(path: Path) -> str:
    """Say why a folder must never be removed or emptied; an empty text if it may be.

    Folders are compared by what they are, not by their names: a link or another mount of the same folder counts too.
    """
    for what, place in _list_valued():
        if _is_same(path, place):
            return what
        if any(_is_same(path, above) for above in place.parents):
            return f"a folder above {what}"
    return ""


def remove(path: Path) -> dict[Path, str]:
    """Remove a file, a link, or a folder with all that is in it.

    Parts that may not be written are made writable first. Links are removed and never followed. A folder that must
    never be removed, or into which something is mounted, is not touched.

    Returns:
        The files and empty folders that are still there, each with the reason.
    """
    if not _is_folder(path):
        reason = remove_alone(path)
        return {path: reason} if reason else {}
    if what := explain_protection(path):
        return {path: f"it is {what}"}
    if holds_a_mount(str(path)):
        return {path: "something is mounted in it"}
    remove_tree(str(path))
    return dict(_retry_left(path))


def discard(path: Path) -> dict[Path, str]:
    """Remove a file, a link or a folder of the cache; a folder gets another name first.

    Removing may be cut short at any moment, and then half of it would be taken for the whole.

    Returns:
        As `remove`.
    """
    if not _is_folder(path):
        return remove(path)
    trash = path.with_name(f"{TRASH}{secrets.token_hex(6)}")
    try:
        path.rename(trash)
    except OSError as error:
        return {path: error.strerror or str(error)}
    return remove(trash)


def remove_alone(path: Path) -> str:
    """Remove a file, a link or an empty folder; return the reason of the system if that cannot be done."""
    try:
        path.rmdir() if _is_folder(path) else path.unlink(missing_ok=True)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def walk(path: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Yield a folder, and then those in it, each with what it holds; links are not followed.

    What cannot be read holds nothing. Folders may lie in each other a thousand deep.
    """
    waiting = [path] if _is_folder(path) else []
    while waiting:
        folder = waiting.pop()
        try:
            inside = sorted(folder.iterdir())
        except OSError:
            inside = []
        yield folder, inside
        waiting += filter(_is_folder, inside)


def _retry_left(path: Path) -> Iterator[tuple[Path, str]]:
    """Try once more what is left of a folder, from its ends, and yield what does not go."""
    for folder, inside in reversed(list(walk(path))):
        for each in inside:
            if not _is_folder(each) and (reason := remove_alone(each)):
                yield each, reason
        reason = remove_alone(folder)
        if reason and not any(os.path.lexists(each) for each in inside):
            yield folder, reason


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _list_valued() -> Iterator[tuple[str, Path]]:
    """Yield the folders that hold what people cannot make again."""
    yield "the root of the file system", Path("/")
    for home in homes():
        yield "your home folder", home
    with suppress(OSError):
        yield "your working folder", Path.cwd()
    yield "the checkout of this project", CHECKOUT


def _is_same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return False
