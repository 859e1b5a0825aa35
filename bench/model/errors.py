"""What can be wrong with the input, said so that the user can mend it.

Every error names the thing and carries a hint with a remedy. `bench.cli.app`, `generators.cli.app` and `reports.cli`
are the only places that catch them: they print both lines and leave with the error's exit code.
"""

from pathlib import Path


class BenchError(Exception):
    """Something in the input is wrong (exit code 1).

    Args:
        message: what is wrong, naming the thing and the expectation.
        hint: what to do about it, with a command where there is one.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(BenchError):
    """The command line asks for something that does not exist or cannot be read (exit code 2)."""

    exit_code = 2


class ResultError(BenchError):
    """A result or report file cannot be read."""


class DataError(BenchError):
    """A dataset cannot be read or made."""


class PlaceError(BenchError):
    """A file cannot be written where it was to go. Its hint is for a place that was chosen by --out."""


class DatasetChangedError(DataError):
    """The dataset is no longer the file that was hashed, so nothing measured on it can be believed."""


class CacheChangedError(BenchError):
    """Something in the cache that a run executes was changed meanwhile.

    Args:
        message: what was changed.
        hint: what to do about it.
        things: the folders that were changed.
    """

    def __init__(self, message: str, hint: str = "", things: frozenset[Path] = frozenset()) -> None:
        super().__init__(message, hint)
        self.things = things


class CacheRemovedError(CacheChangedError):
    """The cache or the temporary folder was removed while a run used it: nothing that failed then failed by itself."""
