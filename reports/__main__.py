"""`python -m reports`: draw a result."""

import os
import signal
import sys

if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(130))  # while modules load there is nothing to lose or to tell

    from reports.cli import main

    sys.exit(main(sys.argv[1:]))
