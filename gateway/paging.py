"""Lists come page by page: `limit`, and the cursor that the page before named as `next`."""

from typing import Annotated

from fastapi import Query

from brain.errors import InvalidInput

Limit = Annotated[int, Query(ge=1, le=100)]


def row_of(cursor: str) -> int:
    """The row a cursor made of a row's number stands for. Raises `InvalidInput` `bad_cursor`."""
    if not (cursor.isascii() and cursor.isdecimal()) or len(cursor) > 18:
        fix = "Use `next` of the last answer as it is."
        raise InvalidInput("bad_cursor", "The cursor is none of ours.", "", fix, field="cursor")
    return int(cursor)


def cursor_of(row: int | None) -> str | None:
    return None if row is None else str(row)
