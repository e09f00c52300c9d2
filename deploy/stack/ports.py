"""Ports on loopback."""

import socket

from deploy.errors import PortInUse

LOOPBACK = "127.0.0.1"


def choose_port(wanted: int, *, what: str, setting: str) -> int:
    """The wanted port, or any free one for 0. Raises `PortInUse`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do: one that has just ended does not count
        try:
            probe.bind((LOOPBACK, wanted))
        except OSError as error:
            raise PortInUse(what, wanted, setting) from error
        port: int = probe.getsockname()[1]
    return port
