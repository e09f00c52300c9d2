"""Sends one message by Apprise: a JSON order on stdin, a JSON answer on stdout.

Every connection of this process is judged by the address it really goes to, so neither a redirect nor a name that answers
differently the second time leads into the own network. An order's `pinned` servers are those that were judged before.
"""

import json
import logging
import re
import sys
from typing import Any

from brain.errors import JobHunterError
from jobhunter.address import AddressPolicy
from world_model.notification_addresses import PORTS

STATUS = re.compile(r"error=(\d{3})\b")


class Status(logging.Handler):
    """Of what Apprise logs only the status of an answer is kept: the rest may quote the address or the answer."""

    def __init__(self) -> None:
        super().__init__()
        self.last: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if found := STATUS.search(record.getMessage()):
            self.last = int(found[1])


def guard_connections(policy: AddressPolicy) -> None:
    """From now on this process reaches public servers and those of `policy` alone; it cannot be undone."""

    def judge(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "socket.connect":
            return
        address = arguments[1]
        if not isinstance(address, tuple):
            raise OSError("no connection inside this machine")
        try:
            policy.judge_host(str(address[0]), int(address[1]), PORTS)
        except JobHunterError as error:
            raise OSError("this address may not be reached") from error

    sys.addaudithook(judge)


def send(order: dict[str, Any]) -> dict[str, Any]:
    """`{"sent": bool, "status": int | null}`."""
    import apprise

    status = Status()
    logger = logging.getLogger("apprise")
    logger.handlers, logger.propagate = [status], False
    asset = apprise.AppriseAsset(
        app_id="JobHunter", app_desc="JobHunter", app_url="", image_url_mask="", secure_logging=True, plugin_paths=[],
        storage_mode=apprise.PersistentStoreMode.MEMORY, async_mode=False,
    )  # fmt: skip
    service: Any = apprise.Apprise.instantiate(order["url"], asset=asset)
    if service is None:
        return {"sent": False, "status": None}
    service.redirects = False
    told = apprise.Apprise(asset=asset)
    told.add(service)
    sent = told.notify(title=order["title"], body=order["body"], body_format=apprise.NotifyFormat.TEXT)
    return {"sent": bool(sent), "status": status.last}


def main() -> None:
    order = json.load(sys.stdin)
    guard_connections(AddressPolicy(frozenset(_origin(host, port) for host, port in order["pinned"])))
    print(json.dumps(send(order)), flush=True)


def _origin(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


if __name__ == "__main__":
    main()
