"""What a check of typed input found wrong, as one error that names each field."""

from collections.abc import Mapping, Sequence
from typing import Any

from brain.errors import InvalidInput


def invalid_fields(errors: Sequence[Mapping[str, Any]]) -> InvalidInput:
    """`errors`: those of a pydantic `ValidationError`. `field` names the first, `errors` all of them."""
    fields = [{"field": _field(e["loc"]), "message": str(e["msg"])} for e in errors]
    detail = "; ".join(f"{f['field']}: {f['message']}" for f in fields[:5])
    fix = "Correct the named fields; /docs shows what is accepted."
    return InvalidInput("invalid_request", "The request is not understood.", detail, fix, field=fields[0]["field"], errors=fields)


def _field(location: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in location if part not in ("body", "query", "path")) or "body"
