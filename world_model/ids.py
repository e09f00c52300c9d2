"""Ids as they come from outside: text that may be anything."""

from collections.abc import Callable
from uuid import UUID

import uuid_utils

from brain.errors import NotFound


def new_id() -> str:
    """A fresh UUIDv7 as text: sorted by the time it was made."""
    return str(uuid_utils.uuid7())


def as_uuid(text: str, unknown: Callable[[str], NotFound]) -> UUID:
    """The id, or the error `unknown` makes of it: an id that cannot be one is as unknown as one that is not there."""
    try:
        return UUID(text)
    except ValueError:
        raise unknown(text) from None
