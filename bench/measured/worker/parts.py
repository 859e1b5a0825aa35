"""Run a module's body in parts, so that what its imports cost is kept apart from what it does itself.

Statements that only import, one after another, are a part; what lies between two of these is another. They run in the
file's own order and in one namespace: an environment variable may have to be set before a library is imported. `_ast`
is built in and is not imported, so an implementation that imports it finds it as it would without us. Time is CPU time
of the whole process: by the wall clock, a busy machine makes honest modules look as if they worked. Once a statement
has changed how modules are found, what is imported may be the module's own work, and counts as that.
"""

from __future__ import annotations

import builtins
import sys
from time import perf_counter, process_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

    Parts = list[tuple[bool, CodeType]]

ONLY_AST = 0x400  # what `ast` calls PyCF_ONLY_AST
FUTURES = 0x1FE0000  # the flags of `from __future__ import ...` in a code object
PLAIN = ("Attribute", "BoolOp", "Compare", "Constant", "Name", "Subscript", "Tuple", "UnaryOp")
GRAMMAR = ("boolop", "cmpop", "expr_context", "unaryop")  # the nodes below those: operators, and load or store


def parts_of(text: bytes, path: str) -> Parts:
    """Compile a file in parts: whether each only imports, and its code.

    Raises:
        SyntaxError: if it is not Python.
        ValueError, RecursionError, MemoryError: if it cannot be compiled for another reason.
    """
    tree: Any = compile(text, path, "exec", ONLY_AST, dont_inherit=True)
    groups: list[tuple[bool, list[Any]]] = []
    for node in tree.body:
        # A string that stands alone costs nothing. At the head of a part it would become the module's docstring.
        kind = (groups[-1][0] if groups else True) if _is_text(node) else _only_imports(node)
        if not groups or groups[-1][0] != kind:
            groups.append((kind, []))
        groups[-1][1].append(node)
    if any(_is_future(nodes[0]) for _, nodes in groups[1:]):
        compile(tree, path, "exec", dont_inherit=True)  # which says that it comes too late
    flags, compiled = 0, []
    for kind, nodes in groups:
        part = type(tree)(body=nodes, type_ignores=[])
        code = compile(part, path, "exec", flags, dont_inherit=True)
        flags |= code.co_flags & FUTURES
        compiled.append((kind, code))
    return compiled


def run_parts(parts: Parts, namespace: dict[str, Any]) -> dict[str, list[Any]]:
    """Run them in order and return the values of a result: what all took, and the CPU time of each kind."""
    began = perf_counter()
    spent = {True: 0.0, False: 0.0}
    is_as_usual = True
    for kind, code in parts:
        ways, before = _ways_to_import(), process_time()
        exec(code, namespace)  # noqa: S102  running the implementation is what this process is for
        spent[kind and is_as_usual] += process_time() - before
        is_as_usual = is_as_usual and (kind or _ways_to_import() == ways)
    seconds = perf_counter() - began
    return {"import_seconds": [seconds, "s"], "import_cpu": [spent[True], "s"], "body_cpu": [spent[False], "s"]}


def _ways_to_import() -> tuple[object, ...]:
    """Return all by which an import statement comes to a module; a module made by hand has no spec."""
    by_hand = tuple(name for name, module in sys.modules.items() if getattr(module, "__spec__", None) is None)
    return id(builtins.__import__), *map(id, (*sys.meta_path, *sys.path_hooks)), *sys.path, by_hand


def _only_imports(node: Any) -> bool:  # noqa: ANN401  the types of nodes are those of the measured interpreter
    """Tell whether a statement does nothing but import, by one of the ways in which libraries are chosen."""
    kind = type(node).__name__
    if kind == "If":
        return _is_plain(node.test) and all(map(_imports_or_marks, [*node.body, *node.orelse]))
    if kind == "Try":
        handled = all(each.type is None or _is_plain(each.type) for each in node.handlers)
        rest = [*(each for handler in node.handlers for each in handler.body), *node.orelse, *node.finalbody]
        return handled and all(map(_imports_or_marks, [*node.body, *rest]))
    return kind in {"Import", "ImportFrom"}


def _imports_or_marks(node: Any) -> bool:  # noqa: ANN401
    """Tell whether a statement imports, or only notes that something is there or is not: `polars = None`."""
    kind = type(node).__name__
    if kind == "Assign":
        return all(type(each).__name__ == "Name" for each in node.targets) and type(node.value).__name__ == "Constant"
    return kind == "Pass" or _only_imports(node)


def _is_plain(node: Any) -> bool:  # noqa: ANN401
    """Tell whether an expression calls nothing by its form."""
    if type(node).__mro__[1].__name__ in GRAMMAR:
        return True
    below = [getattr(node, name, None) for name in node._fields]
    nodes = [each for field in below for each in (field if isinstance(field, list) else [field])]
    return type(node).__name__ in PLAIN and all(_is_plain(each) for each in nodes if hasattr(each, "_fields"))


def _is_text(node: Any) -> bool:  # noqa: ANN401
    return type(node).__name__ == "Expr" and type(node.value).__name__ == "Constant"


def _is_future(node: Any) -> bool:  # noqa: ANN401
    return type(node).__name__ == "ImportFrom" and node.module == "__future__"
