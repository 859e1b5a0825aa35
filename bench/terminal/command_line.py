"""Run one of the three command lines: arguments in, exit code out, and no traceback for what its user can mend."""

import contextlib
import errno
import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cyclopts import App, CycloptsError

from bench.model.errors import BenchError, UsageError
from bench.terminal import help_texts, interrupts, refusals, streams
from bench.terminal.program import MORE_FILES

INTERRUPTED: Final = 130  # exit code, as of a shell after Ctrl-C
FAILED: Final = 1


def unusable_file(error: OSError) -> str:
    """Say that a file cannot be used: of a full or failing disk, wherever that is noticed."""
    return f"{error.filename or 'A file'} cannot be used: {error.strerror or error}."


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """A command line, and what differs from the others where it ends early.

    Args:
        module: that is started, such as `bench`.
        app: its commands.
        interrupted: what is said after an interrupt.
        unread: exit code where the reader of standard output is gone.
        unusable: what is said of a file or a stream that fails.
    """

    module: str
    app: App
    interrupted: str
    unread: int = FAILED
    unusable: Callable[[OSError], str] = unusable_file

    def run(self, arguments: Sequence[str]) -> int:
        """Run one command and return its exit code: 0, what the command returns, or what the error says."""
        try:
            streams.open_streams()
            interrupts.begin()
            help_texts.word_usage(self.app, self.module, arguments)
            return int(self.app(list(arguments), exit_on_error=False, print_error=False, help_on_error=False) or 0)
        except BenchError as error:
            return _fail(str(error), error.hint, error.exit_code)
        except CycloptsError as error:
            return _fail(*refusals.refusal(self.module, arguments, error), UsageError.exit_code)
        except KeyboardInterrupt:
            return _fail(self.interrupted, "", INTERRUPTED)
        except BrokenPipeError:
            _give_up_output()
            return self.unread
        except OSError as error:
            _give_up_output()
            return _fail(self.unusable(error), _remedy(error), FAILED)


def hand_over(module: str, *words: str) -> None:
    """Have another of the command lines do its part within this one, which reports what goes wrong.

    Args:
        module: that would be started, such as `reports`.
        words: its arguments.
    """
    app: App = importlib.import_module(f"{module}.cli").app
    app(list(words), exit_on_error=False, print_error=False)


def _remedy(error: OSError) -> str:
    """Say what helps where a disk is full or too many files are open; nothing helps always against another failure."""
    if error.errno == errno.EMFILE:
        return MORE_FILES
    if error.errno != errno.ENOSPC:
        return ""
    is_temporary = str(error.filename or "").startswith(tempfile.gettempdir())
    return f"Free some space there{', or set TMPDIR to a folder on another disk' * is_temporary}."


def _fail(message: str, hint: str, code: int) -> int:
    streams.complain(message, hint)
    return code


def _give_up_output() -> None:
    """Keep Python from complaining once more, at its end, about what standard output does not take."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
