"""Memory of the C library, asked for past Python."""

import ctypes

NEED = 256 << 20
NATIVE = True


def run(number):
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes = (ctypes.c_size_t,)
    libc.free.argtypes = (ctypes.c_void_p,)
    held = libc.malloc(NEED)
    ctypes.memset(held, 1, NEED)
    libc.free(held)
    return number
