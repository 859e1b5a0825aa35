"""What a file of Python says of itself in its syntax tree: nothing of it is run."""

import ast
from typing import Any


def parse(source: bytes) -> tuple[ast.Module, str]:
    """Return the syntax tree, or an empty one and what is wrong."""
    try:
        return ast.parse(source), ""
    except SyntaxError as error:
        where = f"line {error.lineno}: " if error.lineno else ""
        return ast.Module([], []), f"{where}{error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return ast.Module([], []), str(error) or type(error).__name__


def docstring(tree: ast.Module) -> tuple[str, str]:
    """Return the first line of a docstring, and the rest."""
    whole = (ast.get_docstring(tree) or "").encode("utf-8", "replace").decode()  # "\\ud800" is a string, and no text
    title, _, text = whole.partition("\n")
    return title.strip(), text.strip()


def constants(tree: ast.Module) -> dict[str, Any]:
    """Return the literal CAPITAL constants; one that is computed is left out."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            try:
                value = ast.literal_eval(node.value)
                repr(value)  # of an integer that is too long to be written this fails, and later it would
                found[node.targets[0].id] = value
            except (ValueError, TypeError, RecursionError):
                continue
    return found


def defines(tree: ast.Module, name: str) -> bool:
    """Return whether a module defines, imports or assigns a name, for `run = other` is a function too."""
    at_the_top = any(getattr(node, "name", "") == name for node in tree.body)  # as nearly all do: nothing else is read
    return at_the_top or any(_named_by(node) == name for node in ast.walk(tree))


def _named_by(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.alias):
        return node.asname or node.name
    return node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else ""
