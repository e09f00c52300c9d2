"""What the brain wants a person to know, as a line of the log. Delivery to mail or chat is not this class's work."""

import structlog

log = structlog.get_logger(__name__)


class LogNotifier:
    """Implements `brain.ports.Notifier` by one log event per notification: who, of which kind and its title, never the text."""

    async def send(self, user_id: str, kind: str, title: str, body: str) -> None:
        log.info("notification", user_id=user_id, kind=kind, title=title, characters=len(body))
