"""How the address of a scheduler is written."""

import re
from typing import Final

_SCHEDULER: Final = re.compile(r"(?:tcp|tls|ucx|wss?)://(?:\[[\w:.%]+\]|[\w.-]+):(\d{1,5})/?")
_MOST_PORTS: Final = 1 << 16


def is_scheduler(text: str) -> bool:
    """Return whether a text is one: a protocol that Dask knows, a host and a port."""
    found = _SCHEDULER.fullmatch(text)
    return found is not None and 0 < int(found[1]) < _MOST_PORTS
