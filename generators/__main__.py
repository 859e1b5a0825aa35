"""`python -m generators`: make data of any size."""

import sys

from bench.terminal import interrupts, program

if __name__ == "__main__":
    interrupts.load()

    try:
        from generators.cli.app import main
    except ModuleNotFoundError as error:
        program.leave_without("generators", error)

    program.enter_folder()
    interrupts.leave(main(sys.argv[1:]))
