"""Describe, as text, the kinds of data that there are and the files that were made."""

import inspect
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from bench.model.formatting import plural
from bench.model.types import Manifest
from generators.lines.generator import Generator

LONGEST_TABLE: Final = 20
SHOWN: Final = 10


def kind(name: str, generator: Generator) -> str:
    """Describe a kind of data: what it is, its presets and its settings."""
    title = (inspect.getdoc(generator) or name).splitlines()[0]
    presets = [f"  {preset:17} {_settings(settings)}" for preset, settings in generator.PRESETS.items()]
    settings = [
        f"  --{_option(one.name):16} {one.metadata['help']}  ({one.default})" for one in fields(generator.SETTINGS)
    ]
    return "\n".join([f"{name}: {title}", " presets", *presets, " settings (with their defaults)", *settings, ""])


def _option(name: str) -> str:
    return name.replace("_", "-")


def _settings(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items()) or "the defaults"


def manifest(made: Manifest) -> str:
    """Describe a file by its manifest: what it is, the command that makes it, what is in it."""
    recipe = made.recipe
    vocabulary = [f"vocabulary {recipe.vocabulary}"] if recipe.vocabulary else []
    faker = f", Faker {recipe.faker}" if recipe.faker else ""
    counts = ((made.lines, "line"), (made.bytes, "byte"), (len(made.parts), "part"))
    lines = [
        ", ".join(plural(number, noun) for number, noun in counts if number),
        *([f"blocks     sha-256 {made.blocks_sha256}"] if made.blocks_sha256 else []),
        *([f"sha-256    {made.sha256}"] if made.sha256 else []),
        f"recipe     {recipe.generator}, version {recipe.version}, seed {recipe.seed}{faker}",
        *vocabulary,
        f"settings   {_settings(recipe.knobs)}",
        f"made by    {_settings(made.versions)}",
        "ground truth",
    ]
    return "\n".join(lines + [f"  {name:10} {_count(count)}" for name, count in made.truth.items()])


def _count(count: object) -> str:
    """Write a number as it is, a list with its places, and a table by its largest entries."""
    if isinstance(count, list):
        return " ".join(f"{value:,}" for value in count)
    if isinstance(count, dict):
        return _table(count)
    return f"{count:,}"


def _table(table: Mapping[str, Any]) -> str:
    """Write a table of counts; a long one by its largest entries."""
    order = list(table)
    if len(table) > LONGEST_TABLE:
        order = sorted(table, key=lambda key: -_weight(table[key]))[:SHOWN]
    rest = len(table) - len(order)
    entries = [f"{key}: {_entry(table[key])}" for key in order] + ([f"and {rest:,} more"] if rest else [])
    return "".join(f"\n    {entry}" for entry in entries)


def _weight(value: Any) -> int:  # noqa: ANN401 - plain JSON
    """Return the number that ranks an entry: itself, or the first of its columns."""
    return int(next(iter(value.values()))) if isinstance(value, Mapping) else int(value)


def _entry(value: object) -> str:
    return _settings(value) if isinstance(value, dict) else f"{value:,}"
