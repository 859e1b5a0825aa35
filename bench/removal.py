"""Remove what this project made: the one place where a folder goes with all that is in it.

Deleting by the name of a place once emptied a home folder. So a folder that holds more than ours is refused here,
whoever asks, and a folder is looked for by name only where it also carries our mark: a `CACHEDIR.TAG`, which programs
that make backups know, with a line of our own.
"""

import os
import pwd
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from bench.errors import BenchError
from bench.measured.room import remove_tree

CHECKOUT: Final = Path(__file__).resolve().parent.parent
TAG: Final = "CACHEDIR.TAG"
LINE: Final = b"# Leanlines made this folder and may remove everything that it keeps in it.\n"
MARK: Final = b"Signature: 8a477f597d28d172789f06886806bc55\n" + LINE  # https://bford.info/cachedir/
_LARGEST: Final = 4096


def mark(folder: Path) -> None:
    """Mark a folder as ours.

    Raises:
        OSError: if that cannot be written.
    """
    (folder / TAG).write_bytes(MARK)


def is_marked(folder: Path) -> bool:
    """Tell whether a folder carries our mark."""
    try:
        handle = os.open(folder / TAG, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return False
    with os.fdopen(handle, "rb") as file, suppress(OSError):
        return LINE in file.read(_LARGEST)
    return False


def protected(path: Path) -> str:
    """Say why a folder must never be removed or emptied; an empty text if it may be.

    Folders are compared by what they are, not by their names: a link or another mount of the same folder counts too.
    """
    for what, place in _valued():
        if _is_same(path, place):
            return what
        if any(_is_same(path, above) for above in place.parents):
            return f"a folder above {what}"
    return "a checkout" if os.path.lexists(path / ".git") else ""


def remove(path: Path) -> dict[Path, str]:
    """Remove a file, a link, or a folder with all that is in it.

    Parts that may not be written are made writable first. Links are removed and never followed.

    Returns:
        The files and empty folders that are still there, each with the reason of the system.

    Raises:
        BenchError: if the folder must never be removed; nothing in it has been touched then.
    """
    if not _is_folder(path):
        reason = remove_alone(path)
        return {path: reason} if reason else {}
    if what := protected(path):
        raise BenchError(f"{path} is {what}, so nothing in it is removed.")
    remove_tree(str(path))
    return dict(_left(path))


def remove_alone(path: Path) -> str:
    """Remove a file, a link or an empty folder; return the reason of the system if that cannot be done."""
    try:
        path.rmdir() if _is_folder(path) else path.unlink(missing_ok=True)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _left(path: Path) -> Iterator[tuple[Path, str]]:
    """Try once more what is left of a folder, from its ends, and yield what does not go."""
    if not os.path.lexists(path):
        return
    inside = _entries(path)
    for entry in inside:
        yield from _left(entry)
    if not inside and (reason := remove_alone(path)):
        yield path, reason


def _entries(path: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(path.iterdir()) if _is_folder(path) else []
    return []


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _valued() -> Iterator[tuple[str, Path]]:
    """Yield the folders that hold what people cannot make again."""
    yield "the root of the file system", Path("/")
    for home in _homes():
        yield "your home folder", home
    with suppress(OSError):
        yield "the folder that you are in", Path.cwd()
    yield "the checkout of this project", CHECKOUT


def _homes() -> set[Path]:
    """Return what the environment calls the home folder, and what the system does: they may differ."""
    found = set()
    with suppress(RuntimeError):
        found.add(Path.home().resolve())
    with suppress(KeyError):
        found.add(Path(pwd.getpwuid(os.getuid()).pw_dir).resolve())
    return found


def _is_same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return False
