"""Refuse namespaces to a process and all that it starts, as the default filter of Docker does."""

import ctypes
import errno
import platform
import struct

SET_NO_NEW_PRIVS, SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, RETURN, NUMBER = 0x20, 0x15, 0x06, 0  # of a filter, and where the number of a call lies
ALLOW, ERROR = 0x7FFF0000, 0x00050000
UNSHARE = {"x86_64": 272, "aarch64": 97}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def refuse_unshare() -> None:
    """Have this process and its children get EPERM from `unshare` from now on: to be called between fork and exec."""
    rules = [
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 0, 1, UNSHARE[platform.machine()]),
        (RETURN, 0, 0, ERROR | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
    program = _Program(len(rules), b"".join(struct.pack("HBBI", *rule) for rule in rules))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "no filter can be set")
