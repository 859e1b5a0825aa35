"""Bring a file into the page cache or put it out of it, and say how much of it is there.

Runs in the monitor, between two calls: done by the measured process, the reading would count as its memory and time.
"""

from __future__ import annotations

import ctypes
import os

_BLOCK = 1 << 20
_PROT_READ, _MAP_SHARED = 1, 1


def prepare(path: str, state: str) -> float | None:
    """Make a file `warm` (read it once, unless it is all there) or `cold`; return the part that is cached, 0 to 1."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        if state == "cold":
            _evict(handle)
        elif resident(handle) != 1:
            _read_through(handle)
        return resident(handle)
    finally:
        os.close(handle)


def resident(handle: int) -> float | None:
    """Return the part of an open file that is in the page cache; None where the system does not tell."""
    size = os.fstat(handle).st_size
    if not size:
        return 1.0
    libc = _libc()
    if libc is None:
        return None
    page = os.sysconf("SC_PAGE_SIZE")
    pages = (size + page - 1) // page
    flags = (ctypes.c_ubyte * pages)()
    start = libc.mmap(None, size, _PROT_READ, _MAP_SHARED, handle, 0)
    if start in {None, ctypes.c_void_p(-1).value}:
        return None
    try:
        failed = libc.mincore(start, size, flags)
    finally:
        libc.munmap(start, size)
    if failed:
        return None
    bits = bytes(flags).translate(bytes(value & 1 for value in range(256)))
    return bits.count(1) / pages


def _evict(handle: int) -> None:
    if hasattr(os, "posix_fadvise"):
        os.fsync(handle)  # a dirty page cannot leave
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _read_through(handle: int) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    while os.read(handle, _BLOCK):
        pass


def _libc() -> ctypes.CDLL | None:
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mincore"):
        return None
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long)
    libc.munmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
    libc.mincore.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)
    return libc
