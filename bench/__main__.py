"""`python -m bench`: measure and compare implementations."""

import sys

from bench.terminal import interrupts

interrupts.load()

try:
    from bench.cli.app import main
except ModuleNotFoundError as error:
    sys.exit(f"error: {error}.\n hint: nox -s {{bench,check,debug,new,report}} -- ARGUMENTS has all that is needed.")

if __name__ == "__main__":
    interrupts.leave(main(sys.argv[1:]))
