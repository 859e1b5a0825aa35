"""`python -m reports`: draw a result."""

import sys

from bench.terminal import interrupts

if __name__ == "__main__":
    interrupts.load()

    from reports.cli import main

    interrupts.leave(main(sys.argv[1:]))
