"""A twin of a log, written from its profile: numbers, no content.

A twin follows from the profile's hash, the seed and the number of lines. The profile lies in the cache under its hash,
so that the recipe stays as short as any other; `like` puts it there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bench.model.types import Recipe, Scalar, Truth
from generators.lines import settings
from generators.lines.blocks import LineSpan
from generators.lines.generator import Put
from generators.lines.random_draws import key
from generators.lines.settings import SettingRange, setting
from generators.profiles import keeping
from generators.twins.writing import TwinWriter

SUFFIX: Final = ".log"
VERSION: Final = 3


@dataclass(frozen=True, kw_only=True)
class TwinSettings:
    """The settings of a twin."""

    profile: str = setting("", "SHA-256 of the profile")
    total: int = setting(
        1, "lines of the whole twin, from which the number of different values follows", SettingRange(1, 10**12)
    )


SETTINGS: Final = TwinSettings
PRESETS: Final[Mapping[str, Mapping[str, Scalar]]] = {"realistic": {}}


def write(recipe: Recipe, spans: Iterable[LineSpan], put: Put) -> Truth:
    """Make the lines of each span, hand them over, and return the truth about those that were kept."""
    set_to = settings.read(TwinSettings, recipe.knobs)
    twin = TwinWriter(keeping.load(set_to.profile), key(recipe) ^ int(set_to.profile[:32], 16), set_to.total)
    for span in spans:
        block = twin.block(span)
        kept = put(block)
        twin.count(span, block.ends[:kept])
    return twin.truth()
