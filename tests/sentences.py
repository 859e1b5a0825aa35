"""The sentences of a module as its source has them: each with its parts in braces, so that one list shows them all.

Rendered texts show what a user sees of the common cases; an error or a reason that a test would have to provoke first
is read here.
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.model import errors

ERRORS: Final = frozenset(name for name, _ in inspect.getmembers(errors, inspect.isclass) if name.endswith("Error"))
WORDS: Final = 3  # of a sentence, at least


def complaints(module: Path) -> list[str]:
    """Return the errors that a module raises: kind, message and hint, in the order of the source."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    constants = _constants(tree)
    return [_complaint(call, constants) for call in _errors(tree) if call.args]


def reasons(module: Path) -> list[str]:
    """Return what else a module says in at least three words: reasons, notes, findings, lines of progress."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    apart = {id(part) for call in _errors(tree) for part in ast.walk(call)}
    apart |= {id(part) for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for part in text.values}
    apart |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    texts = (
        node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in apart
    )
    said = [(node.lineno, node.col_offset, _text(node, {})) for node in texts if _is_text(node)]
    return [text for _, _, text in sorted(said) if _is_sentence(text)]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_sentence(text: str) -> bool:
    words = [word for word in text.split() if word.strip("{}.,:;()").isalpha()]
    return len(words) >= WORDS and "\\" not in text


def _errors(tree: ast.Module) -> Iterator[ast.Call]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    yield from sorted((call for call in calls if call.func.id in ERRORS), key=lambda call: call.lineno)  # type: ignore[attr-defined]


def _constants(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """Return the texts that have a name, whatever may become of that name."""
    found: dict[str, list[ast.expr]] = {}
    assigned = (node for node in ast.walk(tree) if isinstance(node, ast.AnnAssign | ast.Assign))
    for node in assigned:
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if isinstance(target, ast.Name) and isinstance(node.value, ast.JoinedStr | ast.Constant | ast.IfExp):
            found.setdefault(target.id, []).append(node.value)
    return found


def _complaint(call: ast.Call, constants: dict[str, list[ast.expr]]) -> str:
    kind = call.func.id if isinstance(call.func, ast.Name) else ""
    message, *hints = [_text(each, constants) for each in call.args[:2]]
    return "\n".join([f"{kind}: {message}", *(f"    hint: {hint}" for hint in hints if hint)])


def _text(node: ast.expr, constants: dict[str, list[ast.expr]]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value).replace("\n", "\n    ")
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, constants) for part in node.values)
    if isinstance(node, ast.Name) and node.id in constants:
        return " | ".join(filter(None, (_text(each, {}) for each in constants[node.id])))
    if isinstance(node, ast.IfExp):
        return " | ".join(filter(None, (_text(each, constants) for each in (node.body, node.orelse))))
    if isinstance(node, ast.BinOp):
        return _text(node.left, constants) + _text(node.right, constants)
    return f"{{{ast.unparse(node.value if isinstance(node, ast.FormattedValue) else node)}}}"
