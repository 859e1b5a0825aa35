"""Memory held when the process is killed."""

import os
import signal

NEED = 128 << 20
ENDS = "crash"


def run(number):
    held = b"x" * (NEED * number)
    os.kill(os.getpid(), signal.SIGKILL)
    return len(held)
