"""Turn a request into a recipe: everything that decides the bytes, spelled out."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from bench.model.errors import UsageError
from bench.model.types import Recipe, Scalar
from generators.content import faker_pool
from generators.lines.generator import Generator
from generators.lines.settings import defaults, read
from generators.registry import ALL

_COUNTRY: Final = 2
"""Letters of a country."""


def recipe(
    name: str,
    *,
    lines: int | None = None,
    size: int | None = None,
    seed: int = 1,
    preset: str = "realistic",
    **settings: Scalar,
) -> Recipe:
    """Return the recipe of a dataset, presets and defaults resolved.

    Args:
        name: of the generator.
        lines: how many lines.
        size: how many bytes instead; the line that reaches them is the last.
        seed: any whole number from 0 on.
        preset: a name for settings that belong together.
        **settings: win over the preset.

    Raises:
        UsageError: for an unknown name, or a value that cannot be.
    """
    generator = _find_named(name, ALL, "generator")
    if (lines is None) == (size is None):
        raise UsageError("Give either --lines or --size.", "For example --lines 5M, or --size 1GiB.")
    if seed < 0:
        raise UsageError(f"The seed is {seed}; it must be 0 or more.")
    settings = settled(generator, preset, settings)
    read(generator.SETTINGS, settings)  # sees that they can be
    plain = Recipe(generator=name, version=generator.VERSION, seed=seed, lines=lines, size=size, knobs=settings)
    if "locale" not in settings:
        return plain
    _check_spelling(str(settings["locale"]))
    vocabulary = faker_pool.load(seed, str(settings["locale"]))
    return replace(plain, faker=vocabulary.faker, vocabulary=vocabulary.sha256)


def piece(whole: Recipe, first: int, last: int) -> Recipe:
    """Return the recipe of the lines from `first` up to, and without, `last` of a dataset, counted from 0.

    Raises:
        UsageError: if there are no such lines.
    """
    end = last if whole.lines is None else whole.lines
    if not whole.first <= first < last <= end:
        raise UsageError(f"There are no lines from {first:,} to {last:,} in {end:,}.", "Write a range as 40M:50M.")
    return replace(whole, first=first, lines=last - first, size=None)


def settled(generator: Generator, preset: str, settings: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Return every knob of a generator with its value."""
    known = defaults(generator.SETTINGS)
    chosen = _find_named(preset, generator.PRESETS, "preset")
    for name in settings:
        _find_named(name, known, "setting")
    return {**known, **chosen, **settings}


def _check_spelling(locale: str) -> None:
    """Refuse what Faker would understand and the phrases would not: two spellings would be two sets of data."""
    language, _, country = locale.replace("-", "_").partition("_")
    usual = "_".join(filter(None, [language.lower(), country.upper() if len(country) == _COUNTRY else country]))
    if locale != usual or not locale:
        hint = f"Write it as {usual}." if usual else "Write it as en_US, de_DE, ko_KR or ja_JP."
        raise UsageError(f"'{locale}' is not a locale.", hint)


def _find_named(name: str, known: Mapping[str, Any], what: str) -> Any:  # noqa: ANN401 - whatever the mapping holds
    if name not in known:
        raise UsageError(f"There is no {what} '{name}'. {_suggestion(name, known)}")
    return known[name]


def _suggestion(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(known)}."
