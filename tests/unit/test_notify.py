"""A notification is one log event that does not hold the text."""

from structlog.testing import capture_logs

from brain.ports import Notifier
from workers.hands.notify import LogNotifier


async def test_a_notification_is_logged_without_its_text() -> None:
    notifier: Notifier = LogNotifier()
    with capture_logs() as logs:
        await notifier.send("user", "waiting", "A question", "Are you allowed to work in Norway?")
    assert logs == [
        {
            "event": "notification",
            "log_level": "info",
            "user_id": "user",
            "kind": "waiting",
            "title": "A question",
            "characters": 34,
        }
    ]
