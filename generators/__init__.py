"""Make data of any size: the same recipe gives the same bytes on every machine.

    recipe = generators.recipe("web_log", lines=1_000_000, seed=7)
    manifest = generators.make(recipe, Path("web.log"))

A kind of data is one module with the shape of `generators.contract.Generator`, one line in `generators.registry` and
its test. Nothing here knows of benchmarks.
"""

from generators.contract import Generator
from generators.lines import Span
from generators.making import make, stream
from generators.recipes import recipe
from generators.registry import GENERATORS

__all__ = ["GENERATORS", "Generator", "Span", "make", "recipe", "stream"]
