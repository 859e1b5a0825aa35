"""`python -m generators`: make data of any size."""

import os
import signal
import sys
from typing import NoReturn


def _leave(_number: int, _frame: object) -> NoReturn:
    """End without a traceback: nothing has been made while libraries are still being loaded."""
    os.write(2, b"error: Interrupted; nothing was kept.\n")
    os._exit(130)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)

    from generators.cli import main

    sys.exit(main(sys.argv[1:]))
