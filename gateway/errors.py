"""Every error as RFC 9457 `application/problem+json`, with the stable `code` of `brain/errors.py`."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from brain.errors import InvalidInput, JobHunterError
from gateway.fields import invalid_fields
from world_model.session import unavailable

log = structlog.get_logger()


class ProblemResponse(JSONResponse):
    media_type = "application/problem+json"


def register_errors(app: FastAPI) -> None:
    """Teaches the app to answer every exception as a problem."""
    app.add_exception_handler(JobHunterError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OperationalError, _database)
    app.add_exception_handler(PoolTimeout, _database)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(Exception, _unexpected)


def problem(error: JobHunterError) -> ProblemResponse:
    """The error as a response. A known field is named in `field`."""
    headers = {}
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if retry_after := error.extra.get("retry_after"):
        headers["Retry-After"] = str(retry_after)
    return ProblemResponse(_document(error.status, **error.document()), status_code=error.status, headers=headers)


class TooLarge(InvalidInput):
    status = 413


def too_large(detail: str) -> TooLarge:
    return TooLarge("too_large", "The request is too large.", detail, "Send less at once.")


def _document(status: int, **members: Any) -> dict[str, Any]:
    return {"type": f"urn:jobhunter:problem:{members['code']}", "status": status, **members}


async def _known(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, JobHunterError)
    return problem(error)


async def _invalid(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)
    return problem(invalid_fields(error.errors()))


async def _http(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return problem(too_large(""))
    code = "invalid_request" if status == HTTPStatus.BAD_REQUEST else status.name.lower()
    answered = HTTPStatus.UNPROCESSABLE_ENTITY if status == HTTPStatus.BAD_REQUEST else status
    document = _document(
        answered, code=code, title=f"{status.phrase}.", detail=str(error.detail), fix="See /docs for what there is."
    )
    return ProblemResponse(document, status_code=answered, headers=error.headers)


async def _database(_request: Request, error: Exception) -> ProblemResponse:
    cause = error.orig if isinstance(error, DBAPIError) and isinstance(error.orig, Exception) else error
    return problem(unavailable(cause))


async def _unstorable(_request: Request, error: Exception) -> ProblemResponse:
    fix = "Remove control characters and numbers out of range."
    return problem(InvalidInput("invalid_request", "The request holds what cannot be stored.", "", fix))


async def _unexpected(request: Request, error: Exception) -> ProblemResponse:
    # The route's own path: what stands in an address may be the key to something.
    log.error("request_failed", path=getattr(request.scope.get("route"), "path", ""), exc_info=error)
    fix = "Try again; the log of the gateway says what happened."
    return problem(JobHunterError("internal", "Something went wrong inside.", "", fix))
