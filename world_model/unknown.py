"""Errors for what is not there, or not the caller's: the same for both."""

from brain.errors import NotFound


def unknown_application(application_id: str) -> NotFound:
    return NotFound(
        "no_application",
        "There is no such application.",
        application_id,
        "List a task's with GET /api/v1/applications?task_id=….",
    )
