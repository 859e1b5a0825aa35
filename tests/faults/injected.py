"""Run a command with one failing write: `python -m tests.faults.injected FOLDER NUMBER FAULT MODULE ARGUMENTS`.

The last line on standard error names the operation that failed, or how many there were.
"""

import importlib
import sys
from pathlib import Path

from tests.faults.injector import Injector


def main() -> int:
    """Run the command and return its exit code."""
    folder, number, fault, module, *arguments = sys.argv[1:]
    sys.argv[1:] = arguments  # `run` publishes them
    command = importlib.import_module(module)
    with Injector(Path(folder), int(number), fault) as injector:
        code = command.main(arguments)
    sys.stderr.write(f"\n{injector.failed or len(injector.seen)}\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
