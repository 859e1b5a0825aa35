import sys
from pathlib import Path

import pytest

from generators.cluster import remote

CHILD = """
import os, sys
from pathlib import Path
print(sys.stdin.readline().strip())
sys.stdout.flush()
if sys.argv[1:] == ["stay"]:
    sys.stdin.read()
    Path("ended").touch()
sys.exit("a complaint")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "child.py").write_text(CHILD)
    return tmp_path


def test_a_child_hears_its_message_and_is_heard(folder: Path) -> None:
    code, said, complaint = remote.run(["child"], str(folder), "a message", lambda: True)

    assert (code, said, complaint) == (1, "a message\n", "a complaint\n")


def test_a_child_that_nobody_wants_any_more_ends_by_its_input(folder: Path) -> None:
    remote.run(["child", "stay"], str(folder), "a message", lambda: False)

    assert (folder / "ended").exists()


def test_what_is_sent_to_workers_imports_only_the_standard_library() -> None:
    lines = Path(remote.__file__).read_text().splitlines()
    names = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}

    assert names <= sys.stdlib_module_names
