"""What a web server and the application behind it say, a language per file, level by level.

A phrase has places in braces that are filled from the vocabulary (`{host}`, `{name}`, `{file}` ...), with a number
(`{small}`, `{long}` ...), or with what varies by line (`{took}`, `{number}`, `{hex}`; `{me}`, the line's user, may
only end a phrase). `MORE` holds what may follow a phrase where a longer message is wanted. `ROOMS` and `WORDS` are what
paths are made of; a language without words of its own takes those of the vocabulary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from generators.content.phrases import english, japanese, korean

LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True, slots=True)
class Language:
    """The phrases of one language: by level, and what may follow any of them; and what its paths are made of."""

    levels: Mapping[str, tuple[str, ...]]
    more: tuple[str, ...]
    rooms: tuple[str, ...]
    words: tuple[str, ...] = ()


_LANGUAGES: Final = {
    "ja": Language(japanese.LEVELS, japanese.MORE, japanese.ROOMS, japanese.WORDS),
    "ko": Language(korean.LEVELS, korean.MORE, korean.ROOMS, korean.WORDS),
}
_ENGLISH: Final = Language(english.LEVELS, english.MORE, english.ROOMS)


def of_locale(locale: str) -> Language:
    """Return the phrases for a locale such as `ko_KR`; English where there are none of its own."""
    return _LANGUAGES.get(locale.partition("_")[0], _ENGLISH)
