"""The few addresses of GitHub's API that a comment needs, on the loopback: it keeps state, and knows its token."""

import hashlib
import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "t0ken"  # noqa: S105  of nobody
BOT = "github-actions[bot]"


@dataclass
class GitHub:
    """One repository, `o/r`."""

    pulls: list[dict[str, Any]] = field(default_factory=list)
    artifacts: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    leaked: list[str] = field(default_factory=list)
    token: str = TOKEN
    leads_to: str = ""

    def pull(self, number: int, sha: str, *, repository: int = 77, owner: str = "fork", branch: str = "idea") -> None:
        head = {
            "sha": sha,
            "ref": branch,
            "user": {"login": owner},
            "repo": {"id": repository, "full_name": f"{owner}/r"},
        }
        base = {"sha": "0" * 40, "repo": {"id": 1, "full_name": "o/r"}}
        self.pulls.append({"number": number, "head": head, "base": base})

    def artifact(self, name: str, content: bytes, **lies: object) -> None:
        number = 100 + len(self.artifacts)
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        facts = {"id": number, "name": name, "expired": False, "size_in_bytes": len(content), "digest": digest}
        self.artifacts[number] = facts | lies | {"content": content}

    def comment(self, number: int, body: str, login: str) -> None:
        of = self.comments.setdefault(number, [])
        of.append({"id": 9000 + len(of), "user": {"login": login}, "body": body})

    def bodies(self, number: int) -> list[str]:
        return [each["body"] for each in self.comments.get(number, [])]

    def answer(self, method: str, path: str, query: dict[str, str], sent: dict[str, str]) -> object:
        """Return what the API answers; None if it has no such address."""
        if path == "/repos/o/r/pulls":
            owner, _, branch = query["head"].partition(":")
            wanted = (owner, branch)
            return [each for each in self.pulls if (each["head"]["user"]["login"], each["head"]["ref"]) == wanted]
        if re.fullmatch(r"/repos/o/r/actions/runs/5/artifacts", path):
            listed = [
                {key: value for key, value in each.items() if key != "content"} for each in self.artifacts.values()
            ]
            return {"total_count": len(listed), "artifacts": listed}
        if found := re.fullmatch(r"/repos/o/r/issues/(\d+)/comments", path):
            number = int(found[1])
            if method == "POST":
                self.comment(number, sent["body"], BOT)
                return {}
            page = int(query["page"])
            return self.comments.get(number, [])[100 * (page - 1) : 100 * page]
        if found := re.fullmatch(r"/repos/o/r/issues/comments/(\d+)", path):
            (meant,) = [each for of in self.comments.values() for each in of if each["id"] == int(found[1])]
            meant["body"] = sent["body"]
            return {}
        return None


def serve(github: GitHub) -> ThreadingHTTPServer:
    """Start the API; its address is that of the server."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def reply(self, code: int, content: bytes = b"", **headers: str) -> None:
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def take(self) -> None:
            url = urlsplit(self.path)
            host = f"http://127.0.0.1:{server.server_port}"
            given = self.headers.get("Authorization")
            if blob := re.fullmatch(r"/blob/(\d+)", url.path):  # signed: the token has no business there
                if given:
                    github.leaked.append(self.path)
                self.reply(200, github.artifacts[int(blob[1])]["content"])
            elif given != f"Bearer {github.token}":
                self.reply(401)
            elif zipped := re.fullmatch(r"/repos/o/r/actions/artifacts/(\d+)/zip", url.path):
                self.reply(302, Location=github.leads_to or f"{host}/blob/{zipped[1]}")
            else:
                sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
                query = {name: values[0] for name, values in parse_qs(url.query).items()}
                found = github.answer(self.command, url.path, query, sent)
                self.reply(404 if found is None else 200, json.dumps(found).encode())

        do_GET = do_POST = do_PATCH = take  # noqa: N815  named by http.server

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server
