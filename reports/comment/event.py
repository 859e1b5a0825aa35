"""The run of a workflow that has ended, as the event tells of it."""

import os
import re
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from bench.model.errors import UsageError
from bench.model.paths import page

REPOSITORY: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}", re.ASCII)
ADVICE: Final = f"Run it in a workflow `on: workflow_run`, as {page('ci/benchmark-comment.yml')} does."


class WorkflowOwner(Struct):
    """Whose repository it is."""

    login: str


class HeadRepository(Struct):
    """The repository that the measured commit is in: a fork, or the one that the pull request is to."""

    id: int
    owner: WorkflowOwner


class EndedWorkflow(Struct):
    """A run that has ended."""

    id: int
    event: str
    head_sha: str
    head_branch: str | None
    head_repository: HeadRepository
    conclusion: str | None = None
    repository: str = ""  # that the workflow runs in; the environment says it, as the event has an object there
    server: str = "https://github.com"

    @property
    def address(self) -> str:
        """Where people see it."""
        return f"{self.server}/{self.repository}/actions/runs/{self.id}"


class _Ended(Struct):
    workflow_run: msgspec.Raw


def read() -> EndedWorkflow:
    """Return the run that the event is about.

    Raises:
        UsageError: if it is about none.
    """
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    if not REPOSITORY.fullmatch(repository):
        raise UsageError("GITHUB_REPOSITORY names no repository.", ADVICE)
    try:
        raw = msgspec.json.decode(Path(os.environ["GITHUB_EVENT_PATH"]).read_bytes(), type=_Ended).workflow_run
        plain = msgspec.json.decode(raw)
        plain.pop("repository", None)
        found = msgspec.convert(plain, EndedWorkflow)
    except (KeyError, OSError, AttributeError, msgspec.MsgspecError) as error:
        raise UsageError(f"The event is not that of a run that has ended: {error}.", ADVICE) from error
    found.repository = repository
    found.server = os.environ.get("GITHUB_SERVER_URL", found.server).rstrip("/")
    return found
