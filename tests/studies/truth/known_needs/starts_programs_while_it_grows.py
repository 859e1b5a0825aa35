"""Programs, one after the other, started while another thread takes memory."""

import os
import shutil
import threading
import time

NEED = 256 << 20
TREE = True
detour = [(os.POSIX_SPAWN_DUP2, 0, 100)] * 20_000  # as good as always on the way to the next program


def run(number):
    held = []
    grower = threading.Thread(target=grow, args=(held,))
    grower.start()
    program = shutil.which("true")
    while grower.is_alive():
        os.waitpid(os.posix_spawn(program, ["true"], {}, file_actions=detour), 0)
    return number + sum(map(len, held)) - NEED


def grow(held):
    for _ in range(NEED >> 20):
        held.append(bytearray(b"x") * (1 << 20))
        time.sleep(0.002)
