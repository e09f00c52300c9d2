"""A transport that opens sockets only to addresses the policy has judged.

The judgement sits where the socket is made: whatever a URL looks like and whatever its name resolves to later, the
connection goes to an address of the verdict, while TLS and the Host header keep the name. Connections are pooled by name.
"""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from jobhunter.address import AddressPolicy

MAX_ADDRESSES_TRIED = 3


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Resolves and judges once per connection, then connects to the judged addresses in their order."""

    def __init__(self, policy: AddressPolicy, inner: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._policy = policy
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = (await self._policy.judge_host_async(host, port))[:MAX_ADDRESSES_TRIED]
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise httpcore.UnsupportedProtocol("unix sockets are not reached from here")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class PinnedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a pool whose sockets come from `PinnedBackend`; proxies of the environment are not used."""

    def __init__(self, policy: AddressPolicy, inner: httpcore.AsyncNetworkBackend | None = None) -> None:
        context: ssl.SSLContext = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False)
        # httpx takes no network backend; its pool is one attribute, and a test fails if that ever changes.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=20,
            max_keepalive_connections=10,
            keepalive_expiry=5.0,
            network_backend=PinnedBackend(policy, inner),
        )
