"""How a source's answer is parsed at the door: frozen models that forgive a bad optional field and keep a good item.

A required field that is missing or of another kind refuses the item; an optional one becomes None. Unknown keys are left.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from workers.hands.boards.parsing.text import plain

IDENTIFIER = re.compile(r"[\w.:-]{1,200}")
MAX_LIST = 1_000
MAX_LABEL = 500
MAX_LINK = 2_000


class Shape(BaseModel):
    """Base of a source's own models."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _or_none(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return None


def _listed(value: Any) -> Any:
    return [entry for entry in value[:MAX_LIST] if entry is not None] if isinstance(value, list) else []


def _identifier(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else value


def _plain_identifier(text: str) -> str:
    if not IDENTIFIER.fullmatch(text):
        raise ValueError("no identifier")
    return text


def _named(text: str) -> str:
    cleaned = plain(text[: 10 * MAX_LABEL])
    if not cleaned:
        raise ValueError("empty")
    return cleaned[:MAX_LABEL].rstrip()


def _web_address(text: str) -> str:
    cleaned = plain(text)
    if not cleaned.lower().startswith(("http://", "https://")) or " " in cleaned or len(cleaned) > MAX_LINK:
        raise ValueError("no web address")
    return cleaned


def _moment(value: Any) -> Any:
    # A bare number is no date here; sources that count milliseconds say so by `from_milliseconds`.
    if not isinstance(value, str):
        raise ValueError("no date")
    return value


def _plausible(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not 1990 <= aware.year <= 2100:
        raise ValueError("no date of a posting")
    return aware


def from_milliseconds(value: float | None) -> datetime | None:
    """Milliseconds since 1970 as a moment in UTC, or None when they are no date of a posting."""
    try:
        return _plausible(datetime.fromtimestamp(value / 1000, UTC)) if value else None
    except (ValueError, OverflowError, OSError):
        return None


FORGIVING = WrapValidator(_or_none)
LISTED = BeforeValidator(_listed)

Identifier = Annotated[str, BeforeValidator(_identifier), AfterValidator(_plain_identifier)]
Name = Annotated[str, AfterValidator(_named)]
Link = Annotated[str, AfterValidator(_web_address)]
Text = Annotated[str | None, FORGIVING]
"""Text as the source has it: a description."""
Label = Annotated[Annotated[str, AfterValidator(_named)] | None, FORGIVING]
"""One line of cleaned text."""
OptionalLink = Annotated[Annotated[str, AfterValidator(_web_address)] | None, FORGIVING]
Number = Annotated[float | None, FORGIVING]
Moment = Annotated[Annotated[datetime, BeforeValidator(_moment), AfterValidator(_plausible)] | None, FORGIVING]
