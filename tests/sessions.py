"""What each session of the noxfile runs, such as bench -> `bench run`: read from the file, without running it."""

import ast
from pathlib import Path

NOXFILE = Path(__file__).resolve().parent.parent / "noxfile.py"
MEASURES = "_measure_and_draw"


def sessions() -> dict[str, str]:
    """Return the module and the verb that each session calls; those of tests and styles call none of ours."""
    body = ast.parse(NOXFILE.read_bytes()).body
    measuring = {node.name: "bench run" for node in body if isinstance(node, ast.FunctionDef) and _measures(node)}
    return measuring | {name: module for name, (module, _) in _table(body).items()}


def _measures(function: ast.FunctionDef) -> bool:
    calls = [call.func for call in ast.walk(function) if isinstance(call, ast.Call)]
    return bool(function.decorator_list) and any(isinstance(call, ast.Name) and call.id == MEASURES for call in calls)


def _table(body: list[ast.stmt]) -> dict[str, tuple[str, str]]:
    """Return the sessions that only pass on what was typed, each with its module and verb, and its line of help."""
    (table,) = (
        node.value for node in body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SESSIONS"
    )
    found: dict[str, tuple[str, str]] = ast.literal_eval(table)
    return found
