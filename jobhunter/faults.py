"""Named points at which a test may end the process. Here they do nothing; no setting of the product reaches them."""

from collections.abc import Callable

_handler: Callable[[str, str], None] | None = None


def install(handler: Callable[[str, str], None]) -> None:
    """For the tests' own entry points alone: `handler(point, subject)` is called at every named point."""
    global _handler
    _handler = handler


def fault(point: str, subject: str = "") -> None:
    """One of the crash points of the protocol has been reached. `subject`: the action at it, if any."""
    if _handler is not None:
        _handler(point, subject)
