"""Hold what people read to gold files: `tests/gold/AREA.txt`, a section for each text.

A sentence changes in one place, and the change is seen as a difference of that file. To take what is said now:
`nox -s tests -- --update-gold tests/...`. Tests beside hold kinds, names and figures.
"""

import fcntl
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "gold"
_BEGIN: Final = re.compile(r"^=== (.+)$\n", re.MULTILINE)
_TRAILING: Final = re.compile(r"[ \t]+$", re.MULTILINE)
_RATE: Final = re.compile(r", \d[\d.]*( million| thousand)? lines a second")  # said only where it took half a second
_HASH: Final = re.compile(r"\b[0-9a-f]{64}\b")
_FIGURES: Final = {  # a busy machine may change the unit too
    "N s": re.compile(r"(?<![\w.])\d[\d.,]* [mµ]?s\b"),
    "N MiB": re.compile(r"(?<![\w.])\d[\d.,]* [KM]iB\b"),
    "N million": re.compile(r"(?<![\w.])\d[\d.]* million\b"),
}


class Gold:
    """The gold files, which are compared or, with `update`, written."""

    def __init__(self, *, update: bool) -> None:
        self._update = update

    def __call__(self, area: str, name: str, text: str) -> None:
        """Hold a text to the section of that name; blanks at the ends of lines do not count."""
        path = FOLDER / f"{area}.txt"
        said = _TRAILING.sub("", text).strip("\n") + "\n"
        if self._update:
            path.parent.mkdir(exist_ok=True)
            with _alone(path.parent):  # another worker may renew another section of the same file
                path.write_text(_written(_read(path) | {name: said}), encoding="utf-8")
            return
        assert said == _read(path).get(name, ""), (
            f"tests/gold/{area}.txt differs; see tests/gold.py for how to renew it"
        )


def settled(text: str, folder: Path) -> str:
    """Return a text without what differs from run to run and from machine to machine: a folder, a Python, figures."""
    text = text.replace(str(folder), "FOLDER").replace(sys.executable, "python")
    text = _RATE.sub("", _HASH.sub("SHA256", text))
    for stand_in, figure in _FIGURES.items():
        text = figure.sub(stand_in, text)
    return text


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    parts = _BEGIN.split(path.read_text(encoding="utf-8"))[1:]
    return {name: body.rstrip("\n") + "\n" for name, body in zip(parts[::2], parts[1::2], strict=True)}


def _written(sections: dict[str, str]) -> str:
    return "\n".join(f"=== {name}\n{sections[name]}" for name in sorted(sections))
