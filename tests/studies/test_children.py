import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.generators.cluster.real_cluster import wait_for_the_end

FOLDER = Path(__file__).parent
STUDY = """
import sys
from tests.studies.children import StudyProcess

child = StudyProcess([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_what_a_killed_study_started_ends_with_it() -> None:
    study = subprocess.Popen([sys.executable, "-c", STUDY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert study.stdout is not None
    child = int(study.stdout.readline())

    study.kill()
    study.communicate()

    wait_for_the_end(child)


LONG = sorted([*FOLDER.glob("cluster_*.py"), FOLDER / "guarding.py", FOLDER / "statistics" / "live.py"])


@pytest.mark.parametrize("path", LONG, ids=lambda path: path.stem)
def test_a_study_of_a_cluster_or_under_load_starts_nothing_that_outlives_it(path: Path) -> None:
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call)]

    assert not {"subprocess.Popen", "subprocess.run", "multiprocessing.Process"}.intersection(calls)
