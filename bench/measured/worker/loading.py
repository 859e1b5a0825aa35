"""Load an implementation by its path, and nothing else with it.

It becomes the main module of the process, under the name that multiprocessing gives a main module in its children: one
that is spawned, or comes from a fork server, loads the file by its path and finds under that name what was pickled.
Nothing of ours is on such a child's path, and `if __name__ == "__main__"` is true nowhere. A file called `polars.py`
still gets the real polars. The source is compiled afresh every time: byte code left beside the file would make the
first process slower than the others, and could be stale.
"""

from __future__ import annotations

import sys
from os import O_RDONLY, close, fstat, open, read  # noqa: A004  bound before an implementation could replace open

from bench.measured.worker.parts import parts_of, run_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, ModuleType
    from typing import Any

    from bench.measured.worker.parts import Parts

NAME = "__mp_main__"
_PARAMETERS_VARARGS = 0x04


class LoadError(Exception):
    """The file cannot be an implementation: it does not compile, or has no usable `run`."""


def compile_parts(path: str) -> Parts:
    """Read and compile the file, in parts.

    Raises:
        LoadError: with the line, if it is not Python.
    """
    try:
        return parts_of(_content(path), path)
    except SyntaxError as error:
        line = f"line {error.lineno}: " if error.lineno else ""
        raise LoadError(f"{line}{type(error).__name__}: {error.msg}") from None
    except (ValueError, OSError, RecursionError, MemoryError) as error:
        raise LoadError(f"{type(error).__name__}: {error}") from None


def execute(parts: Parts, path: str, on_own: Callable[[], object]) -> tuple[ModuleType, dict[str, list[Any]]]:
    """Run the module's body as the main module of this process; return it, and the values of what that took.

    `on_own` is called before anything runs that is the module's own work.
    """
    module = type(sys)(NAME)
    module.__file__ = path
    sys.modules[NAME] = sys.modules["__main__"] = module
    return module, run_parts(parts, module.__dict__, on_own)


def entry_point(module: ModuleType, name: str) -> Callable[[object], object]:
    """Return the function to be measured.

    Raises:
        LoadError: if there is none, or it cannot be called with one argument.
    """
    function = getattr(module, name, None)
    if function is None:
        raise LoadError(f"it has no function `{name}`, so there is nothing to measure")
    if not callable(function):
        raise LoadError(f"`{name}` is not a function but {type(function).__name__}")
    code = getattr(function, "__code__", None)
    if code is not None and getattr(function, "__self__", None) is None:
        _check_arity(function, code, name)
    return function  # type: ignore[no-any-return]  # its result is checked when it is called


def _check_arity(function: Callable[[object], object], code: CodeType, name: str) -> None:
    required = code.co_argcount - len(getattr(function, "__defaults__", None) or ())
    keyword_only = code.co_kwonlyargcount - len(getattr(function, "__kwdefaults__", None) or ())
    accepts = code.co_argcount >= 1 or code.co_flags & _PARAMETERS_VARARGS
    if required > 1 or keyword_only or not accepts:
        raise LoadError(f"line {code.co_firstlineno}: `{name}` cannot be called with one argument, the source")


def _content(path: str) -> bytes:
    handle = open(path, O_RDONLY)
    try:
        content = b""
        while len(content) < fstat(handle).st_size and (block := read(handle, 1 << 20)):
            content += block
        return content
    finally:
        close(handle)
