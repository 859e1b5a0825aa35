"""`python -m bench`: measure and compare implementations."""

import sys

from bench.terminal import interrupts, program

interrupts.load()

try:
    from bench.cli.app import main
except ModuleNotFoundError as error:
    program.leave_without("bench", error)

if __name__ == "__main__":
    program.enter_folder()
    interrupts.leave(main(sys.argv[1:]))
