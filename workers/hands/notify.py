"""Telling people: what the brain wants said goes into the outbox; what leaves the outbox goes out by Apprise.

Apprise runs in a process of its own for each message, which is told one address, has none of our environment, connects to no
private server but the one that was judged, and can be ended when it hangs.
"""

import asyncio
import json
import sys
from contextlib import suppress
from typing import Any

import structlog
from pydantic import SecretStr

from brain.errors import InvalidInput, Unavailable
from brain.telling import Message
from jobhunter.address import AddressPolicy
from world_model.notification_addresses import read_address
from world_model.outbox import OutboxStore

log = structlog.get_logger(__name__)
SEND_S = 25.0


class OutboxNotifier:
    """Implements `brain.ports.Notifier`: what is said is told once, by whoever drains the outbox."""

    def __init__(self, outbox: OutboxStore) -> None:
        self._outbox = outbox

    async def send(self, user_id: str, kind: str, key: str, title: str, body: str) -> None:
        await self._outbox.put(user_id, kind, key, {"title": title, "body": body})
        log.info("notification", user_id=user_id, kind=kind, characters=len(title) + len(body))


class NotSent(Exception):
    """A message did not leave, and why: in our own words, which hold nothing of the address."""


class AppriseSender:
    """Sends one message to one address. `policy`: which servers of the own network may be reached."""

    def __init__(self, policy: AddressPolicy, send_s: float = SEND_S) -> None:
        self._policy = policy
        self._send_s = send_s

    async def send(self, url: SecretStr, message: Message) -> None:
        """Raises `NotSent`."""
        try:
            address = await asyncio.to_thread(read_address, url.get_secret_value())
            pinned = await asyncio.to_thread(address.judged, self._policy)
        except (InvalidInput, Unavailable) as error:
            # Of a refused server the detail names the host.
            said = f"{error.title} {error.detail}" if error.code == "notification_address" else error.title
            raise NotSent(said) from None
        order = {
            "url": address.url,
            "title": message.title,
            "body": message.body,
            "pinned": [[found, address.port] for found in pinned],
        }
        answer = await self._ordered(json.dumps(order).encode())
        if not answer.get("sent"):
            status = answer.get("status")
            raise NotSent(f"The service answered {status}." if status else "The service did not take it.")

    async def _ordered(self, order: bytes) -> dict[str, Any]:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-m", "workers.hands._apprise_process",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, env={},
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._send_s):
                answer, _ = await child.communicate(order)
        except TimeoutError:
            raise NotSent("The service did not answer in time.") from None
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        try:
            return dict(json.loads(answer))
        except ValueError:
            raise NotSent("The message could not be sent.") from None
