"""Ask the API of GitHub. The token goes to that address and to no other, whatever it redirects to."""

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any, Final, TypeVar

import msgspec

from bench.model.errors import BenchError
from bench.model.paths import page

SECONDS: Final = 30
MOST: Final = 16 << 20  # bytes of an answer
REDIRECTS: Final = {301, 302, 303, 307, 308}
Answer = TypeVar("Answer")


class ApiError(BenchError):
    """The API did not answer as it is documented to."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: urllib would carry the token along."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401  it is told much, and wants none of it
        return None


OPENER: Final = urllib.request.build_opener(_Stay)


@dataclass(frozen=True, slots=True)
class GitHubApi:
    """The API as a workflow knows it.

    Args:
        address: without a slash at its end.
        token: of the workflow.
    """

    address: str
    token: str

    def get(self, path: str, kind: type[Answer]) -> Answer:
        """Return the answer to a question, which has to be of that type.

        Raises:
            ApiError: if there is none, or it is of another type.
        """
        content = self._ask("GET", path)
        try:
            return msgspec.json.decode(content, type=kind)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise ApiError(f"GET {path}: {error}.", AGAIN) from error

    def send(self, method: str, path: str, body: dict[str, str]) -> None:
        """Change something.

        Raises:
            ApiError: if that is not allowed.
        """
        self._ask(method, path, json.dumps(body).encode())

    def download(self, path: str, most: int) -> bytes:
        """Return a file that the API leads to, of at most so many bytes; one byte more if it is larger.

        Raises:
            ApiError: if it leads nowhere, or not to a place of the same safety.
        """
        try:
            with OPENER.open(self._request("GET", path), timeout=SECONDS):
                raise ApiError(f"GET {path}: it leads to no file.", AGAIN)
        except urllib.error.HTTPError as error:
            error.close()
            place = error.headers.get("Location", "") if error.code in REDIRECTS else ""
            if not place:
                raise _no_answer("GET", path, error) from error
        except (OSError, HTTPException) as error:
            raise _no_answer("GET", path, error) from error
        if not place.startswith(("https://", f"{self.address.partition('://')[0]}://")):
            raise ApiError(f"GET {path}: it leads to an address without encryption.", AGAIN)
        return _read(urllib.request.Request(place), path, most + 1)  # noqa: S310  just seen to be http

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        return _read(self._request(method, path, body), f"{method} {path}", MOST)

    def _request(self, method: str, path: str, body: bytes | None = None) -> urllib.request.Request:
        request = urllib.request.Request(f"{self.address}{path}", method=method, data=body)  # noqa: S310  of the workflow
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        request.add_header("Content-Type", "application/json")
        request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        return request


AGAIN: Final = f"Run the job again; if it fails once more, look at the permissions that {page('publish.md')} lists."


def of_workflow() -> GitHubApi:
    """Return the API that the environment of a workflow names."""
    return GitHubApi(os.environ.get("GITHUB_API_URL", "https://api.github.com").rstrip("/"), os.environ["GITHUB_TOKEN"])


def _read(request: urllib.request.Request, what: str, most: int) -> bytes:
    try:
        answer: HTTPResponse
        with OPENER.open(request, timeout=SECONDS) as answer:
            return answer.read(most)
    except (OSError, HTTPException) as error:
        raise _no_answer("", what, error) from error


def _no_answer(method: str, path: str, error: Exception) -> ApiError:
    if isinstance(error, urllib.error.HTTPError):
        error.close()  # it is an answer too, and holds its connection
    code = getattr(error, "code", "")
    reason = f"{code} {getattr(error, 'reason', error)}".strip()
    return ApiError(f"{method} {path}: {reason}.".lstrip(), AGAIN)
