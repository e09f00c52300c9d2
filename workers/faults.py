"""Named points at which a test may end the process. Here they do nothing; no setting of the product reaches them."""

from collections.abc import Callable

_handler: Callable[[str, str], None] | None = None


def install(handler: Callable[[str, str], None]) -> None:
    """For the tests' own worker entry point alone: `handler(point, action)` is called at every named point."""
    global _handler
    _handler = handler


def fault(point: str, action: str = "") -> None:
    """One of the crash points of the protocol has been reached."""
    if _handler is not None:
        _handler(point, action)
