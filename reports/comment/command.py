"""Write the comment on the pull request whose run has ended."""

from collections.abc import Iterator, Sequence
from typing import Final

from bench.model.errors import BenchError, ResultError
from bench.terminal import streams
from reports.comment import api, event, left_results, pull_requests, wording

MOST: Final = 3  # pull requests of one head, to several branches


def main(_: Sequence[str] = ()) -> int:
    """Write it, and return 0; 1 if the API does not allow it, 2 if it was called elsewhere."""
    try:
        for said in _write():
            print(f"::notice title=Leanlines::{said}")  # noqa: T201  the runner reads it
    except BenchError as error:
        streams.complain(str(error), error.hint)
        return error.exit_code
    return 0


def _write() -> Iterator[str]:
    run = event.read()
    if run.event != "pull_request" or not run.head_branch:
        yield "The run that ended is not that of a pull request, so there is nothing to comment on."
        return
    github = api.of_workflow()
    numbers = pull_requests.find(github, run)
    if not numbers:
        yield "No open pull request has the commit that was measured as its head, so nothing is written."
        return
    text = _comment(github, run)
    for number in numbers[:MOST]:
        yield f"Comment {pull_requests.write(github, run.repository, number, text)} on pull request {number}."


def _comment(github: api.GitHubApi, run: event.EndedWorkflow) -> str:
    """Return the comment, which says why where what the run left behind is not shown."""
    try:
        found = left_results.fetch(github, run)
    except ResultError as error:
        return wording.comment(run, (), str(error))
    try:
        return wording.comment(run, found)
    except ResultError:  # says in what, and so may quote it
        return wording.comment(run, (), "a result contradicts itself")
