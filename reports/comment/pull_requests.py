"""Which pull request a run is of, by the hash that was measured, and the one comment on it.

Which one it is, is asked of the API: a file that the run left behind may name any. An event of a fork lists none.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from reports.comment.api import GitHubApi
from reports.comment.event import EndedWorkflow

MARK: Final = "<!-- leanlines: one comment, written anew by every run -->"
AUTHOR: Final = "github-actions[bot]"
PAGE: Final = 100
PAGES: Final = 20
LONGEST: Final = 65_536  # characters of a comment


class _Repository(Struct):
    id: int
    full_name: str


class _Branch(Struct):
    sha: str
    repo: _Repository | None


class _PullRequest(Struct):
    number: int
    head: _Branch
    base: _Branch


class _Author(Struct):
    login: str


class _Comment(Struct):
    id: int
    user: _Author | None = None
    body: str | None = None


def find(api: GitHubApi, run: EndedWorkflow) -> tuple[int, ...]:
    """Return the numbers of the open pull requests of this repository whose head is what was measured.

    Raises:
        ApiError: if the API does not say.
    """
    owner = run.head_repository.owner.login
    head = quote(f"{owner}:{run.head_branch}", safe="")
    path = f"/repos/{run.repository}/pulls?state=open&per_page={PAGE}&head={head}"
    found = api.get(path, list[_PullRequest])
    return tuple(each.number for each in found if _is_meant(each, run))


def _is_meant(found: _PullRequest, run: EndedWorkflow) -> bool:
    head, base = found.head, found.base
    return (
        head.sha == run.head_sha
        and head.repo is not None
        and head.repo.id == run.head_repository.id
        and base.repo is not None
        and base.repo.full_name.lower() == run.repository.lower()
    )


def write(api: GitHubApi, repository: str, number: int, text: str) -> str:
    """Change our comment on a pull request, or write the first; return which of both, in a word.

    Any other comment is left alone, whatever is in it.

    Raises:
        ApiError: if that is not allowed.
    """
    body = {"body": f"{MARK}\n{text}"[:LONGEST]}
    for comment in _comments(api, repository, number):
        if comment.user and comment.user.login == AUTHOR and (comment.body or "").startswith(MARK):
            api.send("PATCH", f"/repos/{repository}/issues/comments/{comment.id}", body)
            return "updated"
    api.send("POST", f"/repos/{repository}/issues/{number}/comments", body)
    return "written"


def _comments(api: GitHubApi, repository: str, number: int) -> Iterator[_Comment]:
    for page in range(1, PAGES + 1):
        path = f"/repos/{repository}/issues/{number}/comments?per_page={PAGE}&page={page}"
        found = api.get(path, list[_Comment])
        yield from found
        if len(found) < PAGE:
            return
