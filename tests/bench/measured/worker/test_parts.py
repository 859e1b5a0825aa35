"""A module runs in parts as it would as a whole, and the time of its imports is kept apart."""

import sys
import time
import warnings
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from bench.measured.worker.parts import parts_of, run_parts
from bench.model.types import Instrument, Status
from tests.bench.process.launching import measured

WORK = "sum(range(3_000_000))"
CHOICES = """
import os
try:
    import no_such_library
except (ImportError, os.error):
    no_such_library = None
else:
    HAS = True
if sys.version_info >= (3, 11) and not os.name == "nt":
    import json as chosen
elif TYPE_CHECKING:
    import csv as chosen
else:
    chosen = None
"""


def parts(text: str) -> list[tuple[bool, CodeType]]:
    return parts_of(text.encode(), "one.py")


def kinds(text: str) -> list[bool]:
    return [only_imports for only_imports, _ in parts(text)]


def ran(text: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"sys": sys, "TYPE_CHECKING": False, "__doc__": None, "__name__": "one"}
    run_parts(parts(text), namespace, list)
    return namespace


def spent(text: str) -> tuple[float, float]:
    found = run_parts(parts(text), {}, list)
    return found["import_cpu"][0], found["body_cpu"][0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("'''Say what it is.'''\nfrom __future__ import annotations\nimport os, sys\nfrom re import *", [True]),
        ("import os\nA = 1\nimport re\ndef run(n): return n", [True, False, True, False]),
        ("import os\n'a text'\nimport re", [True]),
        ("A = 1\n'a text'\nB = 2", [False]),
        (CHOICES, [True]),
        ("try:\n    import a\nfinally:\n    A = work()", [False]),
        ("try:\n    import a\nexcept work():\n    a = None", [False]),
        ("try:\n    import a\nexcept ImportError:\n    a = [work()]", [False]),
        ("try:\n    import a\nexcept ImportError:\n    a[work()] = None", [False]),
        ("if work():\n    import a", [False]),
        ("if all(work() for _ in a):\n    import a", [False]),
        ("if a[work()] < 2:\n    import a", [False]),
        ("if a:\n    import a\n    work()", [False]),
        ("for _ in a:\n    import a", [False]),
        ("with a:\n    import a", [False]),
    ],
)
def test_only_what_does_nothing_but_import_counts_as_such(text: str, expected: list[bool]) -> None:
    assert kinds(text) == expected


def test_the_parts_run_in_the_order_of_the_file_and_in_one_namespace() -> None:
    found = ran("import os\nos.first = 1\nfrom os import first\ndel os.first\ndef run(n): return n + first")

    assert found["run"](1) == 2


def test_libraries_are_chosen_as_they_would_be() -> None:
    found = ran(CHOICES)

    assert (found["no_such_library"], found["chosen"].__name__, "HAS" in found) == (None, "json", False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'''First.'''\nimport os\n'second'", "First."),
        ("import os\n'no docstring'\nA = 1\n'nor this'", None),
        ("A = 1\n'nor this'\nimport os", None),
    ],
)
def test_a_docstring_is_the_first_statement_alone(text: str, expected: str | None) -> None:
    assert ran(text)["__doc__"] == expected


def test_a_future_import_holds_for_every_part() -> None:
    found = ran("from __future__ import annotations\nA = 1\nimport os\ndef run(n: no_such_name): return n")

    assert found["run"].__annotations__ == {"n": "no_such_name"}


@pytest.mark.parametrize(
    "text",
    [
        "import os\nA = 1\nfrom __future__ import annotations",
        "A = 1\nimport os\nfrom __future__ import annotations",
        "import os\nfrom __future__ import annotations",
        "import os\nreturn 1",
        "import os\ndef run(n):\n    return (",
        "def run(n):\n    nonlocal n",
    ],
)
def test_what_is_no_python_as_a_whole_is_none_in_parts(text: str) -> None:
    with pytest.raises(SyntaxError) as whole:
        compile(text, "one.py", "exec", dont_inherit=True)
    with pytest.raises(SyntaxError) as found:
        parts(text)

    assert (found.value.msg, found.value.lineno) == (whole.value.msg, whole.value.lineno)


def test_a_warning_of_the_compiler_is_given_once() -> None:
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        parts("import os\nassert (1, 'always true')\nimport re\nA = '\\d'")

    assert len(given) == 2


def test_an_error_keeps_its_line() -> None:
    with pytest.raises(ZeroDivisionError) as found:
        ran("import os\n\nA = 1\nimport re\n\n1 / 0")

    assert found.traceback[-1].lineno == 5  # counted from 0


def test_work_between_imports_counts_as_the_module_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "works_a_while.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    of_a_library, nothing = spent("A = 1\nimport works_a_while\nB = 2")
    _, own = spent(f"import os\n{WORK}\nimport re")

    assert of_a_library > 20 * nothing
    assert own > 20 * nothing


def test_the_wall_clock_accuses_nobody() -> None:
    _, own = spent("import time\ntime.sleep(0.05)")

    assert own < 0.02


def test_ast_is_as_far_away_for_an_implementation_as_it_ever_was(tmp_path: Path) -> None:
    code = "import sys\nLOADED = {'_ast', 'ast'} & sys.modules.keys()\ndef run(n):\n    return sorted(LOADED)"
    finished = measured(tmp_path, f"{code}\nassert not LOADED")

    assert finished.status is Status.OK, finished.reason


def test_a_process_says_what_its_module_worked_and_what_its_libraries_did(tmp_path: Path) -> None:
    code = f"import json\nKEPT = {WORK}\ndef run(n):\n    return n"
    began = time.perf_counter()
    values = measured(tmp_path, code, Instrument.TIMING).values

    assert {"import_cpu", "body_cpu", "import_seconds"} <= values.keys()
    assert 0.005 < values["body_cpu"].value < time.perf_counter() - began
    assert values["first_call_seconds"].value > 0


QUIET = """
'''Say what it is.'''
import os, warnings
os.environ["THREADS"] = "1"
os.environ.setdefault("LEVEL", "2")
warnings.filterwarnings("ignore", category=UserWarning)
SIZE: int = 1 << 20
NAMES = {"a": [SIZE, *range_of_sizes], "b": lambda: work()}
def first(line: bytes, size: int = SIZE) -> dict[str, int]: return work()
"""


def test_what_is_imported_behind_definitions_and_settings_is_a_library_s_work() -> None:
    assert kinds(QUIET + "import re") == [True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "work()",
        "A = work()",
        "A: work() = 1",
        "os.environ['A'] = work()",
        "os.environ[work()] = 'A'",
        "os.environ.update(work())",
        "os.environ.run_path('one.py')",
        "warnings.showwarning = work",
        "sys.path[0] = '/elsewhere'",
        "__builtins__ = {'__import__': work}",
        "def __getattr__(name): return work()",
        "def run(n=work()): return n",
        "def run(n: work()): return n",
        "@work\ndef run(n): return n",
        "class Answers: work()",
        "for _ in (1,): pass",
        "del A",
    ],
)
def test_what_is_imported_behind_anything_that_runs_counts_as_the_module_s_own(text: str) -> None:
    assert kinds(f"import os\n{text}\nimport re") == [True, False]


HOOK = f"""
import sys
class Hook:
    @staticmethod
    def find_spec(name, path=None, target=None):
        {WORK} if name == "no_such_module" else None
sys.meta_path.insert(0, Hook)
"""
BY_HAND = f"""
import sys
class Answers(type(sys)):
    def __getattr__(self, name):
        {WORK}
        raise AttributeError(name)
sys.modules["made_by_hand"] = Answers("made_by_hand")
"""


@pytest.mark.parametrize("text", [HOOK + "import no_such_module", BY_HAND + "from made_by_hand import answer"])
def test_what_a_module_does_in_an_import_that_it_had_a_hand_in_is_its_own_work(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})
    head, _, last = text.rpartition("\n")

    imports, body = spent(f"{head}\ntry:\n    {last}\nexcept ImportError:\n    pass\nimport re")

    assert body > 10 * imports
