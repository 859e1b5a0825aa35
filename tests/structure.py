"""How the house is built: `python -m tests.structure` counts modules, imports, levels, circles and entries of folders.

Read from the sources, so that nothing has to be imported to find out.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
OURS: Final = ("bench", "generators", "impls", "leanlines", "reports")
HOUSES: Final = ("bench", "reports", "generators", "leanlines")

Graph = Mapping[str, frozenset[str]]
"""Module -> the modules of ours that it imports."""


def modules(*parts: str) -> list[Path]:
    return sorted(ROOT.joinpath(*parts).rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Return every module of ours that a file imports, `from bench.model import units` as `bench.model.units`."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [each if _is_module(each) else node.module for each in inner]
        yield from (name for name in names if name.split(".")[0] in OURS)


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


def graph(house: str) -> Graph:
    """Return who imports whom within one of the houses."""
    return {
        name_of(path): frozenset(name for name in imports(path) if name.split(".")[0] == house)
        for path in modules(house)
    }


def folder_of(module: str) -> str:
    """Return the folder of a module directly below its house; its own name if it is in none."""
    return ".".join(module.split(".")[:2])


def arrows(found: Graph) -> set[tuple[str, str]]:
    """Return who imports whom among the folders of a house; what starts a program belongs to none."""
    pairs = ((folder_of(module), folder_of(name)) for module, names in found.items() for name in names)
    return {(source, target) for source, target in pairs if source != target and not source.endswith("__main__")}


def circle(found: Graph) -> list[str]:
    """Return the modules of a circle of imports; empty if there is none."""
    try:
        TopologicalSorter(found).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def levels(found: Graph) -> int:
    """Return how many modules stand on each other where most do."""
    height: dict[str, int] = {}
    for module in TopologicalSorter(found).static_order():
        height[module] = 1 + max((height[name] for name in found.get(module, ())), default=0)
    return max(height.values())


def entries() -> dict[str, int]:
    """Return how many modules and folders each folder of the houses has, `__init__.py` and `__main__.py` apart."""
    folders = {path.parent for house in HOUSES for path in modules(house)}
    return {
        str(folder.relative_to(ROOT)): sum(
            path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))
            for path in folder.iterdir()
            if not path.name.startswith("_")
        )
        for folder in folders
    }


def main() -> None:
    for house in HOUSES:
        found = graph(house)
        print(
            f"{house}: {len(found)} modules, {sum(map(len, found.values()))} imports, {levels(found)} levels, "
            f"{len({folder_of(module) for module in found if module.count('.') > 1})} folders with "
            f"{len(arrows(found))} arrows between them, circle: {' -> '.join(circle(found)) or 'none'}"
        )
    for folder, count in sorted(entries().items(), key=lambda each: -each[1])[:8]:
        print(f"{count:4} entries in {folder}")


if __name__ == "__main__":
    main()
