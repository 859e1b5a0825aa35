import io
import sys
import zipfile
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


def test_the_module_is_found_in_its_folder_even_where_python_is_told_not_to_look_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONSAFEPATH", "1")

    assert remote.run(["child"], str(folder), "a message", lambda: True)[1] == "a message\n"


def test_a_child_that_nobody_wants_any_more_ends_by_its_input(folder: Path) -> None:
    remote.run(["child", "stay"], str(folder), "a message", lambda: False)

    assert (folder / "ended").exists()


def test_code_is_unpacked_once_and_whole_or_not_at_all(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("child.py", CHILD)
    with pytest.raises(zipfile.BadZipFile):
        remote.place(packed.getvalue()[:-40], str(tmp_path / "code"))
    assert list(tmp_path.iterdir()) == []

    folder = remote.place(packed.getvalue(), str(tmp_path / "code"))

    assert remote.place(b"", folder) == folder
    assert remote.run(["child"], folder, "a message", lambda: True)[1] == "a message\n"


def test_what_is_sent_to_workers_imports_only_the_standard_library() -> None:
    lines = Path(remote.__file__).read_text().splitlines()
    names = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}

    assert names <= sys.stdlib_module_names
