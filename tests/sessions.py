"""What each session of the noxfile runs, such as bench -> `bench run`: read from the file, without running it."""

import ast
from collections.abc import Iterator
from pathlib import Path

NOXFILE = Path(__file__).resolve().parent.parent / "noxfile.py"
CALLS = {"_pass_on", "_measure_and_draw"}


def sessions() -> dict[str, str]:
    """Return the module and the verb that each session calls; those of tests and styles call none of ours."""
    functions = [node for node in ast.parse(NOXFILE.read_bytes()).body if isinstance(node, ast.FunctionDef)]
    return {_name(node): words for node in functions if node.decorator_list for words in _called(node)}


def _called(function: ast.FunctionDef) -> Iterator[str]:
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS:
            words = [str(each.value) for each in call.args if isinstance(each, ast.Constant)]
            yield "bench run" if call.func.id == "_measure_and_draw" else " ".join(words)


def _name(function: ast.FunctionDef) -> str:
    (decorator,) = function.decorator_list
    named = decorator.keywords if isinstance(decorator, ast.Call) else []
    return next((str(each.value.value) for each in named if isinstance(each.value, ast.Constant)), function.name)
