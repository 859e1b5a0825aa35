"""Pack data with gzip for workloads that read it so, take parts of it, and change it while it stays a whole file.

The bytes of a packed file depend on the release of zlib, so its content says what it is: hash, size and lines of a
dataset are those of the content, and the file has a hash of its own. The last lines lie in a member of their own that
is stored and not deflated. There records can be replaced by others of their length, and the sum behind them with them,
as is done in plain data while `run` is called.
"""

import hashlib
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final, Self

from bench.host.cache import keeping
from bench.inputs.data.files.unpacking import blocks_of, unpack
from bench.inputs.data.prepared import Prepared
from bench.measured.monitor.edits import stamp
from bench.model.errors import BenchError
from bench.model.types import PackedFile
from bench.process.job import Edit

GZIP: Final = "gzip"
SUFFIX: Final = ".gz"
LEVEL: Final = 6  # what `gzip` packs by unless it is told otherwise
STORED: Final = 60_000  # bytes of the last member at most
MOST: Final = 0xFFFF  # bytes that a stored block may hold
_HEADER: Final = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"  # no name and no time, so that equal content is packed alike
_BLOCK: Final = struct.Struct("<BHH")  # the last block, stored; its length and the complement of that
_TRAILER: Final = struct.Struct("<II")  # sum and length of the content


def require_known(packing: str, workload: Path) -> str:
    """Return how a workload says that its file is packed; empty if it is plain.

    Args:
        packing: what it says.
        workload: its file.

    Raises:
        BenchError: if nothing here packs so.
    """
    if packing not in {"", GZIP}:
        raise BenchError(f"{workload}: PACKING is {packing!r}.", f'Leave it out, or write PACKING = "{GZIP}".')
    return packing


class GzipWriter:
    """Writes blocks to a gzip file, the last lines stored in a member of their own.

    Args:
        target: the file.
    """

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._packer = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        self._rest, self._is_begun = b"", False

    def write(self, block: bytes) -> None:
        """Append a block."""
        self._rest += block
        if len(self._rest) > 2 * STORED:
            self._pack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Write what is left."""
        self._pack()
        if self._is_begun:
            self._target.write(self._packer.flush())
        self._target.write(stored_member(self._rest))

    def _pack(self) -> None:
        """Deflate all but the last lines, so that few enough bytes are left to be stored."""
        if len(self._rest) > STORED:
            end = self._rest.find(b"\n", len(self._rest) - STORED) + 1 or len(self._rest)
            self._target.write(self._packer.compress(self._rest[:end]))
            self._rest, self._is_begun = self._rest[end:], True


def stored_member(content: bytes) -> bytes:
    """Return a gzip member that holds its content as it is."""
    length = len(content)
    block = _BLOCK.pack(1, length, length ^ MOST)
    return b"".join((_HEADER, block, content, _TRAILER.pack(zlib.crc32(content), length)))


def find_stored(file: FileIO, size: int) -> tuple[int, bytes]:
    """Return where the content of a stored last member begins, and that content; empty if the file has none."""
    tail = min(size, len(_HEADER) + _BLOCK.size + MOST + _TRAILER.size)
    file.seek(size - tail)
    read = file.read(tail) or b""
    if len(read) < len(_HEADER) + _BLOCK.size + _TRAILER.size:
        return 0, b""
    crc, length = _TRAILER.unpack(read[-_TRAILER.size :])
    content = read[-_TRAILER.size - length : -_TRAILER.size] if 0 < length <= MOST else b""
    if not content or not read.endswith(stored_member(content)) or crc != zlib.crc32(content):
        return 0, b""
    return size - _TRAILER.size - length, content


def change_of_sum(start: int, before: bytes, after: bytes) -> Edit:
    """Return the change of the sum behind a stored content that is changed to another of its length."""
    return Edit(start + len(before), *(struct.pack("<I", zlib.crc32(content)) for content in (before, after)))


def pack_file(prepared: Prepared) -> Prepared:
    """Return synthetic data packed; it is packed on the first call and found again on later ones."""
    source = prepared.source
    assert isinstance(source, Path)  # noqa: S101 - a number has no file to pack
    path = keeping.keep("packed", source.name + SUFFIX, lambda path: _pack_file(source, path))
    return of_file(prepared, path)


def of_file(prepared: Prepared, path: Path) -> Prepared:
    """Return data of that content in a packed file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    file_of = PackedFile(GZIP, path.stat().st_size, digest, _unpack_seconds(path))
    dataset = replace(prepared.dataset, id=name_of(prepared.dataset.id), packed=file_of)
    return replace(prepared, dataset=dataset, source=path, stamp=stamp(path.stat()))


def _unpack_seconds(path: Path) -> float:
    """Return the processor time in which zlib unpacks a file and does nothing else; it was just read."""
    begun = time.thread_time()
    for _ in content_of(path, GZIP):
        pass
    return time.thread_time() - begun


def name_of(plain: str) -> str:
    """Return the id of data whose content, as a plain file, has that id."""
    return f"{plain}-{GZIP}"


def _pack_file(source: Path, target: Path) -> None:
    with FileIO(source) as file, target.open("wb") as out, GzipWriter(out) as writer:
        for block in blocks_of(file):
            writer.write(block)


def content_of(path: Path, packing: str) -> Iterator[bytes]:
    """Yield what a file holds, unpacked."""
    with closing(FileIO(path)) as file:
        yield from unpack(blocks_of(file), packing) if packing else blocks_of(file)
