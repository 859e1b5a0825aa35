"""Start the command: find the house, and hand over to it.

The four folders of the house have names that others may use (`bench`, `reports`), so an installation keeps them out of
the environment, in a folder of this package that only this process imports from. In a checkout they lie beside it.
"""

import importlib
import sys
from pathlib import Path
from typing import Final, NoReturn

INSTALLED: Final = Path(__file__).resolve().parent / "_house"


def main() -> NoReturn:
    """Run what was typed, and end the process with its exit code."""
    house = INSTALLED if INSTALLED.is_dir() else INSTALLED.parents[1]
    sys.path.insert(0, str(house))
    importlib.import_module("leanlines.dispatch").main(sys.argv[1:])
    raise AssertionError  # the line above ends the process
