"""The programs whose need is known, read without importing them."""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MIB = 1 << 20
FOLDER = Path(__file__).parent / "truth" / "known_needs"


@dataclass(frozen=True)
class Program:
    """One implementation and what its capital constants say of its need."""

    path: Path
    facts: dict[str, Any]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def repeats(self) -> int:
        """Return in how many processes its figure has to be right."""
        return 10 if "BRIEF" in self.facts else 1

    def bound(self, truth: int) -> float:
        """Return how far a figure may be from the truth (bytes)."""
        if "TREE" in self.facts:
            return truth * 0.05
        return truth * 0.03 if "BRIEF" in self.facts else truth * 0.01 + MIB


def programs() -> list[Program]:
    """Read all programs of the folder."""
    return [Program(path, _facts(path)) for path in sorted(FOLDER.glob("[!_]*.py"))]


def _facts(path: Path) -> dict[str, Any]:
    assigned = [node for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.Assign)]
    names = [(target.id, node.value) for node in assigned for target in node.targets if isinstance(target, ast.Name)]
    return {name: _value(value) for name, value in names if name.isupper()}


def _value(node: ast.expr) -> object:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.LShift):
        return int(ast.literal_eval(node.left)) << int(ast.literal_eval(node.right))
    return ast.literal_eval(node)
