"""`python -m bench`: measure and compare implementations."""

import os
import signal
import sys

for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda *_: os._exit(130))  # while modules load there is nothing to lose or to tell

try:
    from bench.cli import main
except ModuleNotFoundError as error:
    sys.exit(f"error: {error}.\n hint: nox -s {{bench,check,debug,new,report}} -- ARGUMENTS has all that is needed.")

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
