"""Run a module's body in parts, so that what its imports cost is kept apart from what it does itself.

Statements that only import, one after another, are a part; what lies between two of these is another. They run in the
file's own order and in one namespace: an environment variable may have to be set before a library is imported. `_ast`
is built in and is not imported, so an implementation that imports it finds it as it would without us. Time is CPU time
of the whole process: by the wall clock, a busy machine makes honest modules look as if they worked. Once a statement
has run anything, what is imported after it may be the module's own work (a hook, a thread, an audit), and counts as
that; definitions, names, environment variables and what is said about warnings run nothing.

What a module did itself it could say that its imports did. So the monitor is told before the last part, if that is the
module's own: nothing but imports has run until then, and what follows is not believed to be one.
"""

from __future__ import annotations

from time import perf_counter, process_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any

    Parts = list[tuple[bool, CodeType]]

METRICS = {"import_seconds": "s", "import_cpu": "s", "body_cpu": "s"}
ONLY_AST = 0x400  # what `ast` calls PyCF_ONLY_AST
FUTURES = 0x1FE0000  # the flags of `from __future__ import ...` in a code object
PLAIN = ("Attribute", "BoolOp", "Compare", "Constant", "Name", "Subscript", "Tuple", "UnaryOp")
QUIET = {"environ": ("setdefault", "update"), "warnings": ("filterwarnings", "simplefilter")}  # they run nothing
RUNNING = ("Await", "Call", "Yield", "YieldFrom")
GRAMMAR = ("boolop", "cmpop", "expr_context", "unaryop")  # the nodes below those: operators, and load or store


def parts_of(text: bytes, path: str) -> Parts:
    """Compile a file in parts: whether each only imports, untouched by what the module ran before, and its code.

    Raises:
        SyntaxError: if it is not Python.
        ValueError, RecursionError, MemoryError: if it cannot be compiled for another reason.
    """
    tree: Any = compile(text, path, "exec", ONLY_AST, dont_inherit=True)
    groups: list[tuple[bool, list[Any]]] = []
    as_usual = True
    for node in tree.body:
        # A string that stands alone costs nothing. At the head of a part it would become the module's docstring.
        kind = (groups[-1][0] if groups else True) if _is_text(node) else as_usual and _only_imports(node)
        as_usual = as_usual and (kind or _runs_nothing(node))
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


def run_parts(parts: Parts, namespace: dict[str, Any], on_own: Callable[[], object]) -> dict[str, list[Any]]:
    """Run them in order and return the values of a result: what all took, and the CPU time of each kind.

    `on_own` is called before the last part, unless that only imports.
    """
    began = perf_counter()
    spent = {True: 0.0, False: 0.0}
    for number, (kind, code) in enumerate(parts, 1):
        if number == len(parts) and not kind:
            on_own()
        before = process_time()
        exec(code, namespace)  # noqa: S102  running the implementation is what this process is for
        spent[kind] += process_time() - before
    seconds = perf_counter() - began
    figures = zip(METRICS.items(), (seconds, spent[True], spent[False]), strict=True)
    return {name: [value, unit] for (name, unit), value in figures}


def _runs_nothing(node: Any) -> bool:  # noqa: ANN401  the types of nodes are those of the measured interpreter
    """Return whether a statement only gives names, or says something that libraries look at when they are imported."""
    kind = type(node).__name__
    if kind == "Expr":
        return _is_text(node) or _is_quiet(node.value)
    if kind in {"FunctionDef", "AsyncFunctionDef"}:
        parts = (node.args, node.returns, *node.decorator_list)
        return not node.decorator_list and _is_ordinary(node.name) and not any(map(_runs, parts))
    if kind in {"Assign", "AnnAssign"}:
        targets = node.targets if kind == "Assign" else [node.target]
        return all(map(_gives_a_name, targets)) and not any(map(_runs, (node.value, getattr(node, "annotation", None))))
    return kind == "Pass" or _only_imports(node)


def _gives_a_name(target: Any) -> bool:  # noqa: ANN401
    if type(target).__name__ == "Subscript":
        return getattr(target.value, "attr", "") == "environ" and not _runs(target)
    return type(target).__name__ == "Name" and _is_ordinary(target.id)


def _is_ordinary(name: str) -> bool:
    """Return whether Python has no use of its own for a name: `__getattr__`, `__builtins__`."""
    return not name.startswith("__")


def _is_quiet(call: Any) -> bool:  # noqa: ANN401
    """Return whether it is a call such as `os.environ.setdefault("A", "1")` or `warnings.simplefilter("ignore")`."""
    if type(call).__name__ != "Call" or type(call.func).__name__ != "Attribute":
        return False
    of = call.func.value
    known = QUIET.get(getattr(of, "attr", getattr(of, "id", "")), ())
    return call.func.attr in known and not any(map(_runs, (*call.args, *call.keywords)))


def _runs(node: Any) -> bool:  # noqa: ANN401
    """Return whether an expression calls something by its form."""
    if node is None or type(node).__name__ == "Lambda":
        return False
    below = (getattr(node, name, None) for name in getattr(node, "_fields", ()))
    nodes = (each for field in below for each in (field if isinstance(field, list) else [field]))
    return type(node).__name__ in RUNNING or any(_runs(each) for each in nodes if hasattr(each, "_fields"))


def _only_imports(node: Any) -> bool:  # noqa: ANN401  the types of nodes are those of the measured interpreter
    """Return whether a statement does nothing but import, by one of the ways in which libraries are chosen."""
    kind = type(node).__name__
    if kind == "If":
        return _is_plain(node.test) and all(map(_imports_or_marks, [*node.body, *node.orelse]))
    if kind == "Try":
        handled = all(each.type is None or _is_plain(each.type) for each in node.handlers)
        rest = [*(each for handler in node.handlers for each in handler.body), *node.orelse, *node.finalbody]
        return handled and all(map(_imports_or_marks, [*node.body, *rest]))
    return kind in {"Import", "ImportFrom"}


def _imports_or_marks(node: Any) -> bool:  # noqa: ANN401
    """Return whether a statement imports, or only notes that something is there or is not: `polars = None`."""
    kind = type(node).__name__
    if kind == "Assign":
        return all(type(each).__name__ == "Name" for each in node.targets) and type(node.value).__name__ == "Constant"
    return kind == "Pass" or _only_imports(node)


def _is_plain(node: Any) -> bool:  # noqa: ANN401
    """Return whether an expression calls nothing by its form."""
    if type(node).__mro__[1].__name__ in GRAMMAR:
        return True
    below = [getattr(node, name, None) for name in node._fields]
    nodes = [each for field in below for each in (field if isinstance(field, list) else [field])]
    return type(node).__name__ in PLAIN and all(_is_plain(each) for each in nodes if hasattr(each, "_fields"))


def _is_text(node: Any) -> bool:  # noqa: ANN401
    return type(node).__name__ == "Expr" and type(node.value).__name__ == "Constant"


def _is_future(node: Any) -> bool:  # noqa: ANN401
    return type(node).__name__ == "ImportFrom" and node.module == "__future__"
