"""Fill the templates of a workload's files."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER: Final = Path(__file__).with_name("templates")
SUFFIX: Final = ".j2"
PINS: Final = {
    "polars": "polars==2.1.0",
    "duckdb": "duckdb==2.0.0",
    "orjson": "orjson==3.13.0",
    "msgspec": "msgspec==0.21.1",
}

IMPORTS: Final = "# imports"  # a line of a template, in whose place what the file uses is imported
_MODULES: Final = ("csv", "json", "re", "sqlite3")
_NAMES: Final = (
    ("collections.abc", ("Iterable", "Iterator")),
    ("contextlib", ("closing",)),
    ("pathlib", ("Path",)),
    ("typing", ("Any",)),
)
_LIBRARIES: Final = {"orjson": "import orjson", "pl": "import polars as pl"}
_BEFORE_DEFINITION: Final = re.compile(r"\n+(?=(?:def|class) )")
_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(FOLDER),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - what is written is Python
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def names(folder: str) -> list[str]:
    """Return the names of the files that a folder of templates gives, in their order."""
    return sorted(path.name.removesuffix(SUFFIX) for path in (FOLDER / folder).glob(f"*{SUFFIX}"))


def render(name: str, context: Mapping[str, Any]) -> str:
    """Return what a template gives, such as `lines/regex_blocks.py`; two blank lines part functions and classes."""
    text = _ENVIRONMENT.get_template(f"{name}{SUFFIX}").render(pins=PINS, **context)
    text = _BEFORE_DEFINITION.sub("\n\n\n", text)
    return text.replace(IMPORTS, "\n".join(_imports(text)), 1)


def _imports(text: str) -> Iterator[str]:
    """Yield the statements that import what a file uses."""
    used = set(re.findall(r"\b(\w+)\b", text.partition(IMPORTS)[2]))
    yield from (f"import {name}" for name in _MODULES if re.search(rf"\b{name}\.", text))
    for module, known in _NAMES:
        if names := [name for name in known if name in used]:
            yield f"from {module} import {', '.join(names)}"
    libraries = [statement for name, statement in _LIBRARIES.items() if re.search(rf"\b{name}\.", text)]
    yield from ("", *libraries) if libraries else ()
