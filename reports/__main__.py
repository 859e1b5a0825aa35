"""`python -m reports`: draw a result."""

import sys

from bench.terminal import interrupts, program

if __name__ == "__main__":
    interrupts.load()

    try:
        from reports.cli import main
    except ModuleNotFoundError as error:
        program.leave_without("reports", error)

    program.enter_folder()
    interrupts.leave(main(sys.argv[1:]))
