"""Make data of any size: the same recipe gives the same bytes on every machine.

    recipe = generators.recipe("web_log", lines=1_000_000, seed=7)
    manifest = generators.make(recipe, Path("web.log"))

A kind of data is one module with the shape of `generators.contract.Generator`, one line in `generators.registry` and
its test. Nothing here knows of benchmarks.

What is named here is loaded when it is asked for. So `python -m generators`, for which this package comes first, is
ready to be interrupted before it spends a third of a second on libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from generators.contract import Generator
    from generators.lines import Span
    from generators.making import make, stream
    from generators.recipes import recipe
    from generators.registry import GENERATORS

__all__ = ["GENERATORS", "Generator", "Span", "make", "recipe", "stream"]

_HOMES: Final = {
    "GENERATORS": "registry",
    "Generator": "contract",
    "Span": "lines",
    "make": "making",
    "recipe": "recipes",
    "stream": "making",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
