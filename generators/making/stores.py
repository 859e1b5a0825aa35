"""Where the parts of a dataset lie: a folder, which many machines may share, or a URL."""

import os
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from bench.host.files import PARTIAL, Unfinished, replacing, write_atomically
from bench.model import commands
from bench.model.errors import PlaceError
from generators.making.remote_store import UrlStore

_CHUNK: Final = 1 << 20
_NO_NAME: Final = re.compile(r"[^\w-]", re.ASCII)


class FolderStore:
    """A folder. No file of it is ever locked, since a folder on the network may have no locks.

    Each writer has a file of its own, with its host and process in the name. Two that make the same part write the
    same bytes, so it does not matter which is the last to rename.

    Args:
        folder: where; it is created if only its last name is new.

    Raises:
        PlaceError: if it cannot be.
    """

    def __init__(self, folder: Path) -> None:
        self.place = folder

    def create(self) -> None:
        """Make the folder, unless it is there.

        Raises:
            PlaceError: if it cannot be made.
        """
        above = self.place.absolute().parent
        if not above.exists():
            problem = f"{self.place} cannot be made: there is no folder {above}."
            raise PlaceError(problem, f"Mount it, correct --out, or make it: {commands.shell('mkdir', '-p', above)}")
        with self._named_errors("cannot be made"):
            self.place.mkdir(exist_ok=True)

    def address(self, name: str) -> Path:
        """Return where a file lies, as a person would write it."""
        return self.place / name

    def room(self) -> int | None:
        """Return how many bytes may be written, None if unknown."""
        return shutil.disk_usage(self.place).free

    def sizes(self) -> dict[str, int]:
        """Return the size in bytes of each file by its name, without what is unfinished."""
        with self._named_errors("cannot be read"), os.scandir(self.place) as found:
            return {one.name: one.stat().st_size for one in found if one.is_file() and not one.name.startswith(".")}

    def read(self, name: str) -> bytes:
        """Return the content of a short file."""
        return (self.place / name).read_bytes()

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a file, from its beginning."""
        with (self.place / name).open("rb", buffering=0) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def put(self, name: str, content: bytes) -> None:
        """Write a short file in one step."""
        write_atomically(self.place / name, content)

    def new(self, name: str) -> AbstractContextManager[Unfinished]:
        """Give a new file; when all went well, flush it and give it its name.

        Raises:
            PlaceError: if it cannot be written.
        """
        maker = f"{_NO_NAME.sub('-', socket.gethostname())}-{os.getpid()}-"
        return replacing(self.place / name, maker, cleared=True)

    def clear(self, names: list[str]) -> list[str]:
        """Remove what killed makers of files left unfinished, once each file is there; return the names of that."""
        starts = tuple(f".{name}." for name in names)
        with self._named_errors("cannot be read"), os.scandir(self.place) as found:
            left = [each.name for each in found if each.name.startswith(starts) and each.name.endswith(PARTIAL)]
        for name in left:
            (self.place / name).unlink(missing_ok=True)
        return left

    def uploads(self) -> int:
        """Return how many uploads of killed makers are unfinished, which only an object store has."""
        return 0

    @contextmanager
    def _named_errors(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            problem = f"{self.place} {what}: {error.strerror or error}."
            raise PlaceError(problem, "Choose another folder.") from error


PartStore = FolderStore | UrlStore
"""A place for parts."""


def store(place: Path | str) -> PartStore:
    """Return the store at a place: a folder, or a URL.

    Raises:
        DataError: if a URL cannot be used.
    """
    return FolderStore(place) if isinstance(place, Path) else UrlStore(place)
