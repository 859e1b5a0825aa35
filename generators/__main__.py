"""`python -m generators`: make data of any size."""

import sys

from generators.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
