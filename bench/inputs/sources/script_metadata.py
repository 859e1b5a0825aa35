"""Read the block at the top of a script that says which libraries it needs (PEP 723, inline script metadata)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from packaging.requirements import InvalidRequirement, Requirement

from bench.model import toml_source
from bench.model.errors import BenchError

_OPENING: Final = "# /// script"
_CLOSING: Final = "# ///"
_CHANGING: Final = ("path", "workspace")  # kinds of sources
_ARCHIVES: Final = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_OF_THE_MACHINE: Final = "cache-dir"  # the setting of uv by which a file would have it write wherever it wants


@dataclass(frozen=True, slots=True)
class ScriptBlock:
    """What a file declares; empty where it declares nothing.

    Args:
        dependencies: requirements.
        requires_python: the versions of Python that it runs on.
        uv: its `[tool.uv]`, which decides which releases are installed, and from where.
    """

    dependencies: tuple[str, ...] = ()
    requires_python: str = ""
    uv: Mapping[str, object] = field(default_factory=dict)


def read(text: str) -> ScriptBlock:
    """Return the block of a script's text.

    Raises:
        BenchError: if the block is not closed, is not TOML, or holds something else than PEP 723 says.
    """
    lines = [line.rstrip() for line in text.splitlines()]
    starts = [number for number, line in enumerate(lines) if line == _OPENING]
    if not starts:
        return ScriptBlock()
    if len(starts) > 1:
        raise BenchError("it has two `# /// script` blocks, so it is unclear which libraries it needs")
    table = _table(_content(lines[starts[0] + 1 :]))
    dependencies = table.get("dependencies", [])
    requires_python = table.get("requires-python", "")
    if not isinstance(dependencies, list) or not all(isinstance(each, str) for each in dependencies):
        raise BenchError("`dependencies` of its `# /// script` block is not a list of strings")
    for each in dependencies:
        _check_requirement(each)
    if not isinstance(requires_python, str):
        raise BenchError("`requires-python` of its `# /// script` block is not a string")
    return ScriptBlock(tuple(dependencies), requires_python, _uv(table))


def _uv(table: Mapping[str, object]) -> Mapping[str, object]:
    """Return `[tool.uv]`, which uv itself reads and checks when it installs.

    Raises:
        BenchError: if it is no table, names a folder whose content may change while the environment is kept, or says
            where uv keeps its cache.
    """
    tools = table.get("tool", {})
    found = tools.get("uv", {}) if isinstance(tools, dict) else {}
    if not isinstance(found, dict):
        raise BenchError("`[tool.uv]` of its `# /// script` block is not a table")
    if _OF_THE_MACHINE in found:
        raise BenchError(
            f"`[tool.uv]` of its `# /// script` block sets `{_OF_THE_MACHINE}`, which only the user may set"
        )
    for text in _texts(found):
        _refuse_a_folder(text)
    sources = found.get("sources", {})
    for library, source in sources.items() if isinstance(sources, dict) else ():
        for each in source if isinstance(source, list) else [source]:
            if isinstance(each, dict) and (kind := next(filter(each.__contains__, _CHANGING), "")):
                raise BenchError(
                    f"`[tool.uv.sources]` of its `# /// script` block takes {library!r} by `{kind}`, whose "
                    "content may change unnoticed: use `index`, `git` or `url`"
                )
    return found


def _check_requirement(text: str) -> None:
    """Refuse what an installer might take for an option of its own, and a folder whose content may change."""
    try:
        Requirement(text)
    except InvalidRequirement as error:
        raise BenchError(f"{text!r} in its `# /// script` block is not a requirement such as 'polars==1.0'") from error
    _refuse_a_folder(text)


def _refuse_a_folder(text: str) -> None:
    """Refuse a requirement by the address of a folder of this machine; an archive is one file, as a release is."""
    try:
        wanted = Requirement(text)
    except InvalidRequirement:
        return  # some other setting
    address = urlsplit(wanted.url or "")
    if address.scheme == "file" and not address.path.endswith(_ARCHIVES):
        raise BenchError(
            f"its `# /// script` block takes {wanted.name!r} by the address of a folder, and its content may "
            "change unnoticed: take it from an index, or as a wheel"
        )


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a setting, however deep: requirements are in half a dozen of them."""
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(part)


def _content(lines: list[str]) -> str:
    """Return what is between the marks, without the comment signs."""
    content: list[str] = []
    for line in lines:
        if line == _CLOSING:
            return "\n".join(content)
        if line != "#" and not line.startswith("# "):
            break
        content.append(line[2:])
    raise BenchError("its `# /// script` block is not closed by a line `# ///`")


def _table(content: str) -> dict[str, object]:
    try:
        return toml_source.parse(content)
    except ValueError as error:
        raise BenchError(f"its `# /// script` block is not TOML: {error}") from error
