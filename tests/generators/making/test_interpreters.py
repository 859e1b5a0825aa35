"""The pinned bytes on other Pythons than that of the tests, and with the oldest numpy that is allowed.

Each has an environment that uv makes and keeps; where there is no such Python, or a library cannot be installed for it,
the reason is shown. `test_make.py` holds the Python of the tests, with the newest numpy, to the same bytes.
"""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from uv import find_uv_bin

from bench.inputs.pythons import interpreters
from bench.model import commands
from bench.model.errors import UsageError
from bench.model.types import Scalar
from generators.profiles import keeping
from tests.generators.making.making_data import SEED
from tests.generators.making.test_make import PINNED
from tests.generators.profiles import logs
from tests.generators.test_twin import PINNED as TWIN

ROOT = Path(__file__).resolve().parents[3]
MAKE = """
import json, sys
from pathlib import Path
from generators.making import parallel, recipes
from generators.making.ledger import Ledger

asked, seed, path = json.loads(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
for number, (kind, settings) in enumerate(asked):
    recipe = recipes.recipe(kind, seed=seed, **settings)
    path.write_bytes(b"")
    print(parallel.write(recipe, path, Ledger(recipe), 1 + number % 3, whole=True)[0].whole)
"""


OTHERS = [each for each in ("3.11", "3.12", "3.13", "3.14", "3.15") if each != "{}.{}".format(*sys.version_info)]


@pytest.mark.parametrize(("python", "numpy"), list(zip(OTHERS, ("numpy==2.2.0", *["numpy>=2.2"] * 3), strict=True)))
def test_a_recipe_means_the_same_bytes_on_every_python_with_any_number_of_jobs(
    python: str, numpy: str, tmp_path: Path
) -> None:
    profile = keeping.keep(logs.kept("version_2_json_lines"))
    asked: list[tuple[str, dict[str, Scalar]]] = [(kind, {"lines": 40_000, "preset": name}) for kind, name in PINNED]
    asked.append(("twin", {"lines": 20_000, "profile": profile, "total": 20_000}))
    libraries = (f"faker=={version('faker')}", f"msgspec=={version('msgspec')}", numpy)
    try:
        interpreter = interpreters.find_interpreter(python)
    except UsageError as error:
        pytest.skip(str(error))
    words = [find_uv_bin(), "run", "--no-project", "--no-config", "--python", str(interpreter.path)]
    words += [*map(str, commands.each("--with", libraries)), "python"]
    if (tried := subprocess.run([*words, "-V"], capture_output=True, text=True, check=False)).returncode:
        pytest.skip(tried.stderr)

    made = subprocess.run(
        [*words, "-c", MAKE, json.dumps(asked), str(SEED), str(tmp_path / "data")],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    assert made.stdout.split() == [*PINNED.values(), TWIN]
