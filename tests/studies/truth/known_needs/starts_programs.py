"""Programs, one after the other, started by a process that holds a lot: until each begins, two hold the same memory."""

import os
import shutil

NEED = 256 << 20
TREE = True
detour = [(os.POSIX_SPAWN_DUP2, 0, 100)] * 100_000  # as good as always on the way to the next program


def run(number):
    held = bytearray(NEED)
    held[::4096] = b"x" * (NEED // 4096)
    program = shutil.which("true")
    for _ in range(20):
        os.waitpid(os.posix_spawn(program, ["true"], {}, file_actions=detour), 0)
    return number + len(held) - NEED
