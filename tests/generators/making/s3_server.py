"""A store that speaks S3, on the loopback, which holds one request until somebody says so."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from threading import Event, Thread
from typing import Any, Final

from tests.needs import lack

BUCKET: Final = "bucket"
SECRETS: Final = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
PATIENCE: Final = 120.0  # seconds for a request that is held, and for it to come
Start = Callable[..., Any]


class HoldingServer:
    """What stands before a store.

    Args:
        store: the store, a WSGI application.
        words: of the path and the query of the requests that are held.
    """

    def __init__(self, store: Callable[[dict[str, Any], Start], Iterable[bytes]], *words: str) -> None:
        self._store = store
        self._words = words
        self.came, self.goes_on = Event(), Event()
        self.address = ""

    def __call__(self, request: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request."""
        asked = f"{request['PATH_INFO']}?{request['QUERY_STRING']}"
        if all(word in asked for word in self._words):
            self.came.set()
            self.goes_on.wait(PATIENCE)
        return self._store(request, start)

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment of what writes to the store."""
        return {**SECRETS, "AWS_ENDPOINT_URL": self.address}

    @cached_property
    def client(self) -> Any:
        """A client of the store."""
        key, secret, region = SECRETS.values()
        session = importlib.import_module("boto3").Session(key, secret, region_name=region)
        return session.client("s3", endpoint_url=self.address)


@contextmanager
def a_store(*words: str) -> Iterator[HoldingServer]:
    """Start a store with a bucket, on a port by the system, which holds requests that have all these words."""
    for name in ("moto", "s3fs", "flask"):
        if find_spec(name) is None:
            lack(f"{name} is not installed")
    moto = importlib.import_module("moto.server")
    held = HoldingServer(moto.DomainDispatcherApplication(moto.create_backend_app), *words)
    server = importlib.import_module("werkzeug.serving").make_server("127.0.0.1", 0, held, threaded=True)
    held.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        held.client.create_bucket(Bucket=BUCKET)
        yield held
    finally:
        held.goes_on.set()
        server.shutdown()
        thread.join()
        server.server_close()
