"""Import each module of ours before any other: `python -m tests.importing` names where that fails, and why.

In a circle of imports a module may work only if another came first, which the order of the command lines hides. A fresh
interpreter for each would take minutes. This one forgets, before it imports a module, whatever leads to that module:
the rest is the same whether it is there or not. So one that fails only because another does is not named again.
"""

import importlib
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping

from tests.structure import imports, modules, name_of

PACKAGES = ("bench", "generators", "reports")


def with_packages(names: Iterable[str]) -> set[str]:
    """Add the packages that modules are in: they are imported before them."""
    return {".".join(name.split(".")[:depth]) for name in names for depth in range(1, name.count(".") + 2)}


def reached(edges: Mapping[str, Collection[str]], start: str) -> set[str]:
    """Return the modules that one leads to, itself among them."""
    found, ahead = {start}, [start]
    while ahead:
        further = set(edges.get(ahead.pop(), ())) - found
        found |= further
        ahead += further
    return found


def forget(names: Iterable[str]) -> None:
    """Let modules be imported again; their packages too would hand them out."""
    for name in names:
        package, _, own = name.rpartition(".")
        if sys.modules.pop(name, None) and package in sys.modules:
            vars(sys.modules[package]).pop(own, None)


def failures() -> Iterator[str]:
    """Import every module first, those that need least before the others; yield what went wrong."""
    paths = [path for package in PACKAGES for path in modules(package)]
    edges = {name_of(path): with_packages({name_of(path), *imports(path)}) for path in paths}
    needs = {name: reached(edges, name) for name in edges}
    for name in sorted(edges, key=lambda each: (len(needs[each]), each)):
        forget(other for other in needs if name in needs[other])
        try:
            importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001 - a program also says by SystemExit what is missing
            yield f"{name}: {type(error).__name__}: {error}"
            forget(needs)


if __name__ == "__main__":
    sys.exit("\n".join(failures()) or 0)
