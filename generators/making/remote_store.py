"""Parts of a dataset at a URL, by fsspec: an object store, or whatever else it knows. Only this file imports it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from bench.model import commands
from bench.model.errors import BenchError, DataError, PlaceError

_CHUNK: Final = 1 << 20
_NEEDS: Final = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "abfs": "adlfs", "az": "adlfs"}
"""What fsspec needs besides, by the beginning of a URL."""

Answer = TypeVar("Answer")


def libraries(url: str) -> list[str]:
    """Return the libraries that a URL needs."""
    return ["fsspec", *filter(None, [_NEEDS.get(url.partition("://")[0])])]


@dataclass(frozen=True, slots=True)
class UnfinishedObject:
    """An object that is written by this process alone, and is there when it is committed."""

    file: Any
    tried: Callable[..., Any]
    path: None = None  # no other process can write into it

    def write(self, data: memoryview) -> None:
        """Append all of it."""
        self.tried("written", self.file.write, data)


class UrlStore:
    """A URL under which objects lie. One has its name when all of it was written: nothing is renamed.

    Args:
        url: such as `s3://bucket/web`.

    Raises:
        DataError: if fsspec is not installed, or not what it needs for this URL.
    """

    def __init__(self, url: str) -> None:
        self.place = url.rstrip("/")
        try:
            from fsspec.core import url_to_fs  # noqa: PLC0415 - nobody else needs it

            self._files, self._root = url_to_fs(self.place)
        except ImportError as error:
            needed = libraries(url)
            problem = f"{self.place} needs {' and '.join(needed)}, which this installation lacks."
            raise DataError(problem, commands.installing(*needed)) from error
        except ValueError as error:
            raise DataError(f"{self.place} cannot be used: {error}.", "Write s3://bucket/web, or a folder.") from error

    def create(self) -> None:
        """Do nothing: an object store has no folders, and a bucket is nothing to make in passing."""

    def address(self, name: str) -> str:
        """Return where a file lies, as a person would write it."""
        return f"{self.place}/{name}"

    def room(self) -> int | None:
        """Return None: the number of bytes that may be written is unknown."""
        return None

    def sizes(self) -> dict[str, int]:
        """Return the size in bytes of each file by its name."""
        self._files.invalidate_cache()
        try:
            found = self._try("read", self._files.ls, self._root, detail=True)
        except FileNotFoundError:
            return {}
        return {each["name"].rpartition("/")[2]: int(each["size"]) for each in found if each["type"] == "file"}

    def read(self, name: str) -> bytes:
        """Return the content of a short file."""
        return bytes(self._try("read", self._files.cat_file, f"{self._root}/{name}"))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a file, from its beginning."""
        with self._try("read", self._files.open, f"{self._root}/{name}", "rb") as file:
            while chunk := self._try("read", file.read, _CHUNK):
                yield chunk

    def put(self, name: str, content: bytes) -> None:
        """Write a short file in one step."""
        self._try("written", self._files.pipe_file, f"{self._root}/{name}", content)

    @contextmanager
    def new(self, name: str) -> Iterator[UnfinishedObject]:
        """Give a new file; when all went well, commit it. Otherwise it is discarded, and no part of it is seen.

        The transaction is what keeps it back: a `with` around the file itself would commit what there is of it.

        Raises:
            PlaceError: if it cannot be written.
        """
        transaction, file = self._files.start_transaction(), None
        try:
            file = self._open_new(name)
            yield UnfinishedObject(file, self._try)
            self._try("written", file.close)
        except BaseException:
            with suppress(Exception):  # what went wrong first is what is said
                transaction.complete(commit=False)
                file.closed = True  # type: ignore[union-attr]  # it would be flushed when it is forgotten
            raise
        self._try("written", transaction.complete, commit=True)

    def clear(self, names: list[str]) -> list[str]:
        """Remove nothing: what a killed maker left has no name here."""
        del names
        return []

    def uploads(self) -> int:
        """Return how many uploads are unfinished; 0 where the store, or its owner, does not say."""
        bucket, _, folder = self._root.strip("/").partition("/")
        with suppress(Exception):  # of many kinds: what was made is whole in any case
            found = self._files.list_multipart_uploads(bucket)
            return sum(str(each["Key"]).startswith(f"{folder}/" if folder else "") for each in found)
        return 0

    def _open_new(self, name: str) -> Any:  # noqa: ANN401 - fsspec has no types
        file = self._try("written", self._files.open, f"{self._root}/{name}", "wb")
        if not hasattr(file, "commit"):
            hint = "Write to a folder, or to an object store such as s3://bucket/web."
            raise DataError(f"Files in {self.place} appear before they are whole.", hint)
        return file

    def _try(self, what: str, do: Callable[..., Answer], *arguments: Any, **options: Any) -> Answer:  # noqa: ANN401
        """Do something with the store, whose libraries raise errors of many kinds."""
        try:
            return do(*arguments, **options)
        except (BenchError, FileNotFoundError) as error:
            if what == "read" or isinstance(error, BenchError):
                raise
            raise PlaceError(f"{self.place} cannot be {what}: {error}.", "Is there such a bucket?") from error
        except Exception as error:
            problem = f"{self.place} cannot be {what}: {str(error) or type(error).__name__}."
            raise PlaceError(problem, "Check its address, and your credentials for it.") from error
