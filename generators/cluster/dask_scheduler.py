"""How a Dask scheduler is reached, or why it is not."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Final

from distributed import Client, Security
from distributed.comm import connect, get_address_host_port

from generators.cluster.engine import ClusterError

_TLS: Final = "The certificates are those that Dask's configuration names under distributed.comm.tls."
SILENT: Final = "it does not answer"
_SPARE: Final = 1.0  # seconds, so that Dask can say why there is no connection


def reach(address: str, seconds: float) -> Client:
    """Connect to a scheduler.

    Args:
        address: of the scheduler.
        seconds: that it has to answer.

    Raises:
        ClusterError: if it does not.
    """
    try:
        if address.startswith("tls:") and "ssl_context" not in _certificates():
            raise ValueError("it needs certificates")  # noqa: TRY301 - Dask would complain of it at length
        if not address.startswith("inproc:"):
            asyncio.run(asyncio.wait_for(_greet(address, seconds), seconds + _SPARE))
        return Client(address, timeout=seconds, set_as_default=False)
    except Exception as error:  # of many kinds, by what answers there
        raise _unreachable(address, error) from error


def _unreachable(address: str, error: Exception) -> ClusterError:
    why, hint = str(error) or SILENT, _TLS if address.startswith("tls:") else "Start one: dask scheduler"
    if any(isinstance(cause, socket.gaierror) for cause in _causes(error)):
        why, hint = "its host name cannot be resolved", "Check the address."
    return ClusterError(f"The scheduler at {address} cannot be reached: {why.rstrip('.')}.", hint)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _certificates() -> dict[str, object]:
    """Return what a connection needs besides an address."""
    return {name: value for name, value in Security().get_connection_args("client").items() if value}


async def _greet(address: str, seconds: float) -> None:
    """See whether a scheduler answers: a client waits for ever for a program that accepts and says nothing."""
    if address.startswith(("tcp:", "tls:")):
        # Of the attempts to connect, only the last says why it failed: for want of time, maybe.
        await asyncio.get_running_loop().getaddrinfo(*get_address_host_port(address))
    scheduler = await connect(address, timeout=seconds, **_certificates())
    await scheduler.close()
