"""Read what is packed in a file, block by block, and notice where that ends early or is followed by something else.

The libraries' own files are not used: those of bz2 and xz pass over what follows the last member in silence, and a
large read of any of them loses what came before a fault.
"""

import bz2
import importlib
import lzma
import sys
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import RawIOBase
from types import ModuleType
from typing import Final, Protocol

from bench.model import formatting

READ: Final = 1 << 20  # bytes that are read at a time
BLOCK: Final = 1 << 16  # bytes that are unpacked at a time: what is lost of the readable where a block is damaged
WINDOW: Final = 31  # binary logarithm of the largest window: what `zstd --long=31` packs can be read
MARK: Final = 6  # bytes by which the begin of a member is recognized
SKIPPED: Final = range(0x50, 0x60)  # first byte of a zstd frame that holds no data


class Decompressor(Protocol):
    """What unpacks one member of a file."""

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether it gives nothing more without more input."""

    @property
    def unused_data(self) -> bytes:
        """What follows the member."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return so many bytes at most of what is packed."""


class GzipDecompressor:
    """Unpacks a gzip member in the manner of the others."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""
        return self._inflater.eof

    @property
    def unused_data(self) -> bytes:
        """What follows the member."""
        return self._inflater.unused_data

    def decompress(self, data: bytes, max_length: int = 0) -> bytes:
        """Return so many bytes at most of what is packed."""
        unpacked = self._inflater.decompress(self._inflater.unconsumed_tail + data, max_length)
        self.needs_input = not self._inflater.unconsumed_tail and len(unpacked) < max_length
        return unpacked


@dataclass(frozen=True, slots=True)
class Packing:
    """A way of packing.

    Args:
        begins: tells whether bytes begin a member.
        new: makes what unpacks a member.
        unpack: the command that unpacks a file, before its name.
        faults: returns what it raises of damaged data besides `FAULTS`.
    """

    begins: Callable[[bytes], bool]
    new: Callable[[], Decompressor]
    unpack: str
    faults: Callable[[], tuple[type[Exception], ...]] = lambda: ()


class DamagedFileError(Exception):
    """What is packed cannot be read to its end; raised once all that can be read was given."""


def _zstd() -> ModuleType:
    """Return the library, which is loaded only where there is such a file."""
    return importlib.import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def _new_zstd() -> Decompressor:
    zstd = _zstd()
    made: Decompressor = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: WINDOW})
    return made


def _begins_zstd(start: bytes) -> bool:
    return start.startswith(b"\x28\xb5\x2f\xfd") or (start[1:4] == b"\x2a\x4d\x18" and start[0] in SKIPPED)


PACKINGS: Final[Mapping[str, Packing]] = {
    "gzip": Packing(lambda start: start.startswith(b"\x1f\x8b\x08"), GzipDecompressor, "gzip -dc <"),
    "zstd": Packing(_begins_zstd, _new_zstd, f"zstd -dc --long={WINDOW} <", lambda: (_zstd().ZstdError,)),
    "xz": Packing(lambda start: start.startswith(b"\xfd7zXZ\x00"), lzma.LZMADecompressor, "xz -dc <"),
    "bzip2": Packing(
        lambda start: start.startswith(b"BZh") and start[4:6] in {b"1A", b"\x17r"}, bz2.BZ2Decompressor, "bzip2 -dc <"
    ),
}
FAULTS: Final[tuple[type[Exception], ...]] = (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError)


def blocks_of(file: RawIOBase, most: int | None = None) -> Iterator[bytes]:
    """Yield a file in blocks, from where it is.

    Args:
        file: opened without a buffer.
        most: bytes to read at most; None is all.
    """
    size = 0
    while block := file.read(READ if most is None else min(READ, most - size)):
        yield block
        size += len(block)


def packing_of(start: bytes) -> str:
    """Return how a file is packed that begins so; empty if it is not, or not as one stream."""
    return next((name for name, packing in PACKINGS.items() if packing.begins(start)), "")


def unpack(blocks: Iterable[bytes], packing: str) -> Iterator[bytes]:
    """Yield what is packed, of all members.

    Args:
        blocks: of the file.
        packing: how it is packed, by its name in `PACKINGS`.

    Raises:
        DamagedFileError: if it ends within a member, is damaged, or continues with something else.
    """
    how, source = PACKINGS[packing], iter(blocks)
    rest = next(source, b"")
    while rest:
        member = how.new()
        rest = yield from _member(member, rest, source, packing)
        if not member.eof:
            raise DamagedFileError("ends early")
        rest = _next_start(rest, source)
        if rest and not how.begins(rest):
            raise DamagedFileError(f"continues with {_size(rest, source)} that are not {packing}")


def _member(member: Decompressor, data: bytes, source: Iterator[bytes], packing: str) -> Generator[bytes, None, bytes]:
    """Yield what a member holds, and return what follows it."""
    while True:
        try:
            block = member.decompress(data, BLOCK)
        except FAULTS + PACKINGS[packing].faults() as error:
            raise DamagedFileError(f"is damaged as {packing}: {error}") from error
        if block:
            yield block
        if member.eof:
            return member.unused_data
        data = next(source, b"") if member.needs_input else b""
        if member.needs_input and not data:
            return b""


def _next_start(rest: bytes, source: Iterator[bytes]) -> bytes:
    """Return how the next member begins, without the zeros that may pad the one before; empty at the end."""
    rest = rest.lstrip(b"\0")
    while len(rest) < MARK and (block := next(source, b"")):
        rest = (rest + block).lstrip(b"\0")
    return rest


def _size(rest: bytes, source: Iterator[bytes]) -> str:
    return formatting.plural(len(rest) + sum(map(len, source)), "byte")
