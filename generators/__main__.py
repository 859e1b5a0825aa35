"""`python -m generators`: make data of any size."""

import sys

from bench.terminal import interrupts

if __name__ == "__main__":
    interrupts.load()

    from generators.cli.app import main

    interrupts.leave(main(sys.argv[1:]))
