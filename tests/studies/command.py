"""The command line of every study: its docstring is its help, and what it does not know is refused."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter


def parser(text: str | None) -> ArgumentParser:
    """Return a parser of the arguments of the study that was started; it answers `--help` by the study's docstring.

    A study calls it before anything else, even if it takes no arguments.
    """
    started = sys.modules["__main__"].__spec__
    name = started.name.removesuffix(".__main__") if started else "a study"
    return ArgumentParser(
        prog=f"python -m {name}", description=text, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False
    )
