"""What pages tell a reader to type, where the reader may be in another state than its author."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_a_second_checkout_is_made_on_whatever_branch_the_reader_is(tmp_path: Path) -> None:
    (line,) = re.findall("^git worktree add .*", (ROOT / "docs" / "compare.md").read_text(), re.MULTILINE)
    own = ("-c", "user.name=a", "-c", "user.email=a@b")
    folder = tmp_path / "clone"
    for words in (("init", "-q", "-b", "main", str(folder)), ("commit", "-q", "--allow-empty", "-m", "first")):
        subprocess.run(["git", *own, *words], cwd=folder if folder.exists() else tmp_path, check=True)

    subprocess.run(["sh", "-c", line], cwd=folder, check=True)

    assert (tmp_path / "before" / ".git").exists()
