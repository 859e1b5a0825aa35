"""The action that comments: its step starts what writes the comment, in the checkout that the action came in."""

import json
import sys
from pathlib import Path

from tests.action.composite import ROOT, Composite
from tests.action.test_measuring import PUSH, PYTHON
from tests.reports.comment.github import GitHub, serve


def test_the_steps_write_a_comment(tmp_path: Path) -> None:
    """A run that left nothing: what else it may have left is tried with the module alone."""
    github = GitHub()
    github.pull(7, "a" * 40)
    server = serve(github)
    head = {"id": 77, "owner": {"login": "fork"}}
    ended = {"id": 5, "event": "pull_request", "head_sha": "a" * 40, "head_branch": "idea", "head_repository": head}
    (tmp_path / "event.json").write_text(json.dumps({"workflow_run": ended}))
    python = tmp_path / "python"
    python.write_text(PYTHON.format(python=sys.executable, old=0).replace('"-I "*)', '"-m reports.comment")'))
    python.chmod(0o755)
    folder = ROOT / ".github/action/comment"
    known = {
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_API_URL": f"http://127.0.0.1:{server.server_address[1]}",
        "PYTHONSAFEPATH": "1",
    }

    found = Composite(
        action=folder / "action.yml",
        work=tmp_path,
        temp=tmp_path / "temp",
        tool=folder,
        python=python,
        context=PUSH | {"github.token": github.token},
        inputs={"token": github.token},
        environment=known,
    ).run()
    server.shutdown()
    server.server_close()

    assert not found.failed, found.log
    assert [body.split("\n")[1] for body in github.bodies(7)] == ["### Leanlines: nothing was measured"]
