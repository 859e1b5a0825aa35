"""Short ways to have data made in a test."""

from typing import Any

from bench.model.types import Manifest, Recipe, Truth
from generators.making import make, recipes

SEED = 7


def a_recipe(kind: str = "web_log", lines: int = 40_000, preset: str = "realistic", **settings: Any) -> Recipe:
    return recipes.recipe(kind, lines=lines, seed=SEED, preset=preset, **settings)


def made(recipe: Recipe) -> tuple[bytes, Manifest]:
    """Return the bytes of a dataset and its manifest."""
    parts: list[bytes] = []
    manifest = make.stream(recipe, lambda data: parts.append(bytes(data)), whole=True)
    return b"".join(parts), manifest


def truth(recipe: Recipe) -> Truth:
    return made(recipe)[1].truth
