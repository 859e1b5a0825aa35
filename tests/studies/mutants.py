"""Change pure modules in small ways and see what their tests notice: `python -m tests.studies.mutants [MODULE...]`.

One comparison, operator, number, `and`/`or`, `not` or `return` is changed at a time, in a copy of the checkout in a
temporary folder, and the mirrored tests run on it: `test_NAME*.py` of the mirrored folder, or the whole folder where a
module has no file of its own. Prints how many each module's tests noticed and every change that they did not notice;
equal seeds choose equal changes. Ends with 3 if fewer than 92 % were noticed.

Words are not changed (gold files hold them), nor are annotations, decorators, `assert` and `strict=`.
"""

import ast
import contextlib
import importlib
import itertools
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.studies import command

ROOT = Path(__file__).resolve().parents[2]
NAMES = {
    "bench/model": "cells characters commands formatting log_words sweep units",
    "bench/questions": "answer_steps as_python as_queries conditions counting log_question misfits parser spelling",
    "bench/formats": "by_columns by_keys by_nesting by_template declaration expression field_types log_format pieces"
    " ranking reading template",
    "bench/process": "contradictions figures redaction",
    "bench/results": "consistency machines outcomes pooling",
    "bench/correctness": "differences",
    "bench/session/cluster": "schedule",
    "reports/view": "choice claims columns figures groups growth machines noise verdict",
    "reports/view/details": "detail line_seconds",
    "generators/cluster": "engine",
    "generators/making": "identity recipes",
    "generators/twins": "alphabet choices counting expansion grammar invention layout leaks moments pooling quotas"
    " repetition weaving writing",
    "generators/profiles": "columns joint likeness pools privacy schema shapes splitting times words",
}
PURE = (
    *("bench/analysis", "generators/lines", "generators/content/clock.py"),
    *(f"{folder}/{name}.py" for folder, names in NAMES.items() for name in names.split()),
)
LIBRARIES = (
    *("numpy", "scipy.stats", "msgspec", "rich.console", "faker", "playwright.sync_api", "psutil"),
    *("matplotlib.figure", "jinja2"),
)
SAID = "said.txt"  # by the tests that ran last, in the copy
ENOUGH = 0.92
NO_MODULE = 99
NOTHING = pytest.ExitCode.NO_TESTS_COLLECTED
PATIENCE = 600  # seconds, for a change after which tests wait for ever
MEMORY = 4 << 30  # bytes, for a change after which they fill it

OPPOSITE: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
LEFT_ALONE = {"annotation", "returns", "decorator_list", "type_params"}


@dataclass(frozen=True)
class Mutant:
    """One changed module: the line, what stood there and what stands there now, and its whole source."""

    line: int
    before: str
    after: str
    source: str


@dataclass(frozen=True)
class Judged:
    """What the mirrored tests of one module noticed."""

    module: str
    noticed: int
    unnoticed: tuple[Mutant, ...]
    problem: str = ""


def mutants(source: str) -> list[Mutant]:
    """Return every changed form of a module."""
    tree = ast.parse(source)
    return [mutant for node in _nodes(tree) for mutant in _mutants_at(tree, node)]


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that say what the module does."""
    yield node
    for field, value in ast.iter_fields(node):
        if field in LEFT_ALONE or (field == "keywords" and isinstance(node, ast.ClassDef)):
            continue
        for child in value if isinstance(value, list) else [value]:
            skipped = isinstance(child, ast.Assert) or (isinstance(child, ast.keyword) and child.arg == "strict")
            if isinstance(child, ast.AST) and not skipped:
                yield from _nodes(child)


def _mutants_at(tree: ast.Module, node: ast.AST) -> Iterator[Mutant]:
    before = ast.unparse(node) if hasattr(node, "lineno") else ""
    for field, value in _changes(node):
        kept = getattr(node, field)
        setattr(node, field, value)
        mutant = Mutant(node.lineno, before, ast.unparse(node), ast.unparse(tree))  # type: ignore[attr-defined]
        setattr(node, field, kept)
        yield mutant


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    """Yield what may stand in a field of a node instead."""
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                yield "ops", [*ops[:at], OPPOSITE[type(op)](), *ops[at + 1 :]]
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in OPPOSITE:
            yield "op", OPPOSITE[type(op)]()
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "operand", ast.UnaryOp(ast.Not(), operand)
        case ast.Constant(value=bool(value)):
            yield "value", not value
        case ast.Constant(value=int(value)):
            yield "value", value + 1
        case ast.Constant(value=float(value)):
            yield "value", 2 * value or 1.0
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield "value", ast.Constant(None)


def modules(asked: list[str]) -> list[str]:
    """Return the modules below the files and folders that were asked for, by their paths in the checkout."""
    found = [path for each in asked or PURE for path in sorted((ROOT / each).rglob("*.py")) or [ROOT / each]]
    return [path.relative_to(ROOT).as_posix() for path in found if path.name != "__init__.py"]


def mirrored(module: str) -> tuple[list[str], list[str]]:
    """Return the files of a module's own tests, and all of the nearest folder that mirrors its own."""
    path = Path(module)
    folder = next(each for each in (Path("tests", parent) for parent in path.parents) if each.is_dir())
    return sorted(map(str, folder.glob(f"test_{path.stem}*.py"))), sorted(map(str, folder.glob("test_*.py")))


def judge(module: str, count: int, seed: int) -> Judged:
    """Change a module in up to `count` ways, one at a time, and run its tests on each; in a worker with a copy."""
    path = Path(module)
    source = path.read_text(encoding="utf-8")
    possible = mutants(source)
    random.Random(f"{seed} {module}").shuffle(possible)
    sys.dont_write_bytecode = False  # what is not changed is compiled once
    if possible and not _pass(module):
        said = Path(SAID).read_text(encoding="utf-8")[-1000:]
        return Judged(module, 0, (), f"they fail without a change:\n{said}")
    sys.dont_write_bytecode = True  # a change within a second has the time stamp of the one before
    passed: dict[bool, list[Mutant]] = {True: [], False: []}
    try:
        for mutant in possible:
            path.write_text(mutant.source, encoding="utf-8")
            if (outcome := _pass(module)) is not None:
                passed[outcome].append(mutant)
            if sum(map(len, passed.values())) == count:
                break
    finally:
        path.write_text(source, encoding="utf-8")
    return Judged(module, len(passed[False]), tuple(sorted(passed[True], key=lambda each: each.line)))


def _pass(module: str) -> bool | None:
    """Return whether the tests pass, None if the module cannot even be imported; in a process of its own."""
    child = os.fork()
    if not child:
        try:
            os._exit(_test(module))
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what tests that were ended have started
    code = os.waitstatus_to_exitcode(status)
    return None if code == NO_MODULE else code == 0


def _test(module: str) -> int:
    """Run the tests of a module in the working folder, and return pytest's exit code."""
    os.setsid()
    signal.alarm(PATIENCE)
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 60, int(used) + 60))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    output = os.open(SAID, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(output, stream)
    try:
        importlib.import_module(module.removesuffix(".py").replace("/", "."))
    except Exception:  # noqa: BLE001  a change that leaves no module tells nothing of its tests
        return NO_MODULE
    # Equal in every process, and without looking for the smallest example.
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutants", deadline=None, database=None, derandomize=True, phases=phases)
    chosen = ("-m", "not measuring and not slow and not browser", "--hypothesis-profile=mutants")
    imported = ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # libraries, before pytest could read them itself
    own, near = mirrored(module)
    for files in (own, near):
        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *chosen, *imported, *files]) if files else NOTHING
        if code != NOTHING:
            return int(code)
    return 0


def _settle(folder: str, number: "multiprocessing.sharedctypes.Synchronized[int]") -> None:
    """Give a worker a copy of the checkout to work in, and forget what was imported from the checkout itself."""
    with number:
        number.value += 1
        copy = Path(folder, str(number.value))
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "out", "__pycache__"))
    os.chdir(copy)
    os.environ["LEANLINES_CACHE"] = str(Path(folder, "cache"))
    sys.path[:] = [str(copy), *(each for each in sys.path if Path(each or ".").resolve() not in {ROOT, copy})]
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests" and name != __name__]:
        del sys.modules[name]


def _show(judged: Judged) -> None:
    count = judged.noticed + len(judged.unnoticed)
    print(f"{judged.noticed:3} of {count:3} noticed  {judged.module}  {judged.problem}", flush=True)
    lines = (ROOT / judged.module).read_text(encoding="utf-8").splitlines()
    for mutant in judged.unnoticed:
        change = " ".join(f"[{mutant.before} -> {mutant.after}]".split())
        print(f"      {mutant.line}: {lines[mutant.line - 1].strip()}  {change}", flush=True)


def main() -> int:
    """Judge the modules that were asked for, or all pure ones; return 0 if enough was noticed."""
    parser = command.parser(__doc__)
    parser.add_argument("module", nargs="*", help="files or folders of the checkout")
    parser.add_argument("--each", type=int, default=12, help="changes of each module at most (default: 12)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (default: one per core)")
    asked = parser.parse_args()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for name in LIBRARIES:  # once for all: every changed module is tested in a fork of this process
        importlib.import_module(name)
    os.nice(10)
    forked = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory(prefix="leanlines-mutants-") as folder:
        settled = (folder, forked.Value("i", 0))
        with ProcessPoolExecutor(asked.jobs, mp_context=forked, initializer=_settle, initargs=settled) as workers:
            work = (modules(asked.module), itertools.repeat(asked.each), itertools.repeat(asked.seed))
            found = []
            for judged in workers.map(judge, *work):
                _show(judged)
                found.append(judged)
    noticed = sum(each.noticed for each in found)
    count = noticed + sum(len(each.unnoticed) for each in found)
    print(f"{noticed} of {count} noticed ({noticed / count:.1%}), {len(found)} modules, seed {asked.seed}")
    return 0 if noticed >= ENOUGH * count and not any(each.problem for each in found) else 3


if __name__ == "__main__":
    sys.exit(main())
