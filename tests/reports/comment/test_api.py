"""What the API answers, also where it answers no."""

from collections.abc import Callable
from urllib.error import HTTPError

import pytest

from reports.comment.api import ApiError, GitHubApi
from tests.reports.comment.github import GitHub, serve


@pytest.mark.parametrize(
    "ask", [lambda api: api.get("/repos/o/r/pulls?head=a:b", list), lambda api: api.download("/nowhere", 1)]
)
def test_a_refusal_holds_no_connection(ask: Callable[[GitHubApi], object]) -> None:
    server = serve(GitHub())
    with pytest.raises(ApiError) as seen:
        ask(GitHubApi(f"http://127.0.0.1:{server.server_port}", "another"))
    server.shutdown()
    server.server_close()

    refusal = seen.value.__cause__
    assert isinstance(refusal, HTTPError)
    assert refusal.closed
